package org.kxover.message;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Random;
import org.bouncycastle.asn1.ASN1Encoding;
import org.bouncycastle.asn1.ASN1Primitive;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.kxover.lab.ShortForm;

/**
 * Any octets are refused with {@link MessageException}, or parse to a message that encodes to equal
 * octets, except for fields that the parser drops. No other exception is thrown.
 */
class HostileOctetsTest {
  private static final List<String> TYPES =
      List.of("KX-REQ", "KX-REP", "KXOVER-KEY-INFO", "KRB-ERROR", "KX-ACK");
  private static final long SEED = 20261123;
  private static final int MUTATIONS = 300;

  /** Valid messages that are short, so that mutations often hit something relevant. */
  static List<Vector> accepted() {
    return Vector.accepted().stream().filter(v -> v.der().length < 300).toList();
  }

  @ParameterizedTest
  @MethodSource("accepted")
  void refusesEveryTruncation(Vector vector) {
    for (int length = 0; length < vector.der().length; length++) {
      byte[] cut = Arrays.copyOf(vector.der(), length);
      assertThrows(MessageException.class, () -> Message.parse(vector.type(), cut));
    }
  }

  @ParameterizedTest
  @MethodSource("accepted")
  void survivesEveryBitFlip(Vector vector) throws Exception {
    for (int bit : ShortForm.BIT_FLIPS.of(vector.der().length * 8).toArray()) {
      byte[] flipped = vector.der().clone();
      flipped[bit / 8] ^= (byte) (1 << bit % 8);
      refusesOrReproduces(vector.type(), flipped);
    }
  }

  @ParameterizedTest
  @MethodSource("accepted")
  void survivesMutations(Vector vector) throws Exception {
    Random random = new Random(SEED + vector.name().hashCode());
    for (int i = 0; i < MUTATIONS; i++) {
      byte[] mutated = vector.der();
      for (int change = random.nextInt(4); change >= 0; change--) {
        mutated = mutate(mutated, random);
      }
      for (String type : TYPES) {
        refusesOrReproduces(type, mutated);
      }
    }
  }

  @Test
  void mutationsReachTheChecksOfFields() throws Exception {
    Random random = new Random(SEED);
    Vector vector = accepted().get(0);
    int refusedByField = 0;
    for (int i = 0; i < MUTATIONS; i++) {
      try {
        Message.parse(vector.type(), mutate(vector.der(), random));
      } catch (MessageException e) {
        refusedByField += e.getMessage().contains(".") ? 1 : 0;
      }
    }
    assertTrue(refusedByField > MUTATIONS / 10, "only " + refusedByField);
  }

  @ParameterizedTest
  @ValueSource(ints = {0x30, 0x72, 0x73, 0x7e, -1})
  void survivesRandomOctets(int firstOctet) throws Exception {
    Random random = new Random(SEED + firstOctet);
    for (int i = 0; i < 3_000; i++) {
      byte[] noise = new byte[random.nextInt(64)];
      random.nextBytes(noise);
      if (firstOctet >= 0 && noise.length > 1) {
        noise[0] = (byte) firstOctet;
        noise[1] = (byte) (noise.length - 2);
      }
      for (String type : TYPES) {
        refusesOrReproduces(type, noise);
      }
    }
  }

  @Test
  void survivesTheLargestNesting() throws Exception {
    for (int tag : new int[] {0x30, 0x31, 0x24, 0x72, 0xa0, 0xbf}) {
      byte[] nested = new byte[Der.MAX_MESSAGE];
      for (int i = 0; i < nested.length; i += 2) {
        nested[i] = (byte) tag;
        nested[i + 1] = (byte) 0x80;
      }
      for (String type : TYPES) {
        refusesOrReproduces(type, nested);
      }
    }
  }

  private static void refusesOrReproduces(String type, byte[] der) throws Exception {
    Message message;
    try {
      message = Message.parse(type, der);
    } catch (MessageException e) {
      return;
    } catch (RuntimeException | StackOverflowError e) {
      throw new AssertionError(type + " " + HexFormat.of().formatHex(der), e);
    }
    if (!Arrays.equals(der, message.encoded())) {
      assertTrue(mayDrop(type, message, der), () -> type + " " + HexFormat.of().formatHex(der));
      assertEquals(message.value(), Message.parse(type, message.encoded()).value());
    }
    byte[] canonical = ASN1Primitive.fromByteArray(der).getEncoded(ASN1Encoding.DER);
    assertArrayEquals(canonical, der);
  }

  /** KX-REQ, KX-REP and KX-ACK drop fields after their last. KRB-ERROR drops fields anywhere. */
  private static boolean mayDrop(String type, Message message, byte[] der) {
    if (type.equals("KRB-ERROR")) {
      return true;
    }
    byte[] kept = contents(contents(message.encoded()));
    byte[] read = contents(contents(der));
    return (type.startsWith("KX-RE") || type.equals("KX-ACK"))
        && kept.length < read.length
        && Arrays.mismatch(kept, read) == kept.length;
  }

  private static byte[] contents(byte[] der) {
    int longForm = (der[1] & 0x80) == 0 ? 0 : der[1] & 0x7f;
    return Arrays.copyOfRange(der, 2 + longForm, der.length);
  }

  private static byte[] mutate(byte[] der, Random random) {
    int at = random.nextInt(der.length);
    byte[] mutated = der.clone();
    switch (random.nextInt(4)) {
      case 0 -> mutated[at] = (byte) random.nextInt(256);
      case 1 -> mutated[at] += (byte) (random.nextBoolean() ? 1 : -1);
      case 2 -> mutated[at] = der[random.nextInt(der.length)];
      default -> {
        int length = random.nextInt(1 + Math.min(8, der.length - at));
        System.arraycopy(der, random.nextInt(der.length - length + 1), mutated, at, length);
      }
    }
    return mutated;
  }
}
