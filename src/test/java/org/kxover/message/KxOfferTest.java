package org.kxover.message;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;

class KxOfferTest {
  private static final long MAX_UINT32 = 0xffff_ffffL;

  @Test
  void limitsTheSalt() throws Exception {
    isUnchangedByEncoding(Samples.offerWithSalt(new byte[16]));
    isUnchangedByEncoding(Samples.offerWithSalt(new byte[64]));
    refuses("salt: not 16 to 64 octets", () -> Samples.offerWithSalt(new byte[15]));
    refuses("salt: not 16 to 64 octets", () -> Samples.offerWithSalt(new byte[65]));
  }

  @Test
  void limitsNumbersToUInt32() throws Exception {
    for (long good : new long[] {0, 1, 127, 128, 0x7fff_ffffL, 0x8000_0000L, MAX_UINT32}) {
      isUnchangedByEncoding(Samples.offerWithKvno(good));
      isUnchangedByEncoding(Samples.offerWithMaxUses(good));
    }
    for (long bad : new long[] {-1, MAX_UINT32 + 1, Long.MIN_VALUE, Long.MAX_VALUE}) {
      refuses("kvno: not a UInt32", () -> Samples.offerWithKvno(bad));
      refuses("max-uses: not a UInt32", () -> Samples.offerWithMaxUses(bad));
    }
  }

  @Test
  void requiresAscendingEtypes() throws Exception {
    isUnchangedByEncoding(
        Samples.offerWithEtypes(List.of(Integer.MIN_VALUE, 0, Integer.MAX_VALUE)));
    isUnchangedByEncoding(Samples.offerWithEtypes(numbers(32)));
    refuses("etypes: not 1 to 32", () -> Samples.offerWithEtypes(List.of()));
    refuses("etypes: not 1 to 32", () -> Samples.offerWithEtypes(numbers(33)));
    refuses("etypes: not rising", () -> Samples.offerWithEtypes(List.of(18, 17)));
    refuses("etypes: not rising", () -> Samples.offerWithEtypes(List.of(17, 18, 18)));
  }

  @Test
  void limitsExtensions() throws Exception {
    isUnchangedByEncoding(Samples.offerWithExtensions(extensions(16, 2048)));
    refuses("extensions: more than 16", () -> Samples.offerWithExtensions(extensions(17, 0)));
    refuses(
        "extensions: together more than 32768 octets",
        () -> Samples.offerWithExtensions(extensions(16, 2049)));
    refuses(
        "extensions: 1.2.0 twice",
        () ->
            Samples.offerWithExtensions(
                List.of(
                    new KxExtension("1.2.0", true, new byte[1]),
                    new KxExtension("1.2.0", false, new byte[2]))));
  }

  @Test
  void copiesItsSaltAndLists() {
    byte[] salt = new byte[16];
    List<Integer> etypes = new ArrayList<>(List.of(17, 18));
    KxOffer offer =
        Samples.offer(salt, 1, etypes, OptionalLong.empty(), new ArrayList<>(extensions(1, 1)));
    salt[0] = 1;
    offer.salt()[1] = 1;
    etypes.add(19);
    assertArrayEquals(new byte[16], offer.salt());
    assertEquals(List.of(17, 18), offer.etypes());
    assertThrows(UnsupportedOperationException.class, () -> offer.extensions().clear());
  }

  @Test
  void isEqualByContent() {
    KxOffer offer = Samples.offerWithSalt(new byte[16]);
    KxOffer same = Samples.offerWithSalt(new byte[16]);
    assertEquals(offer, same);
    assertEquals(offer.hashCode(), same.hashCode());
    assertEquals(new KxReq(offer), new KxReq(same));
    assertNotEquals(offer, Samples.offerWithSalt(new byte[17]));
    assertNotEquals(offer, Samples.offerWithKvno(2));
    assertNotEquals(offer, Samples.offerWithMaxUses(0));
  }

  @Test
  void hasASummaryForLogs() {
    assertEquals(
        "krbtgt/B.EXAMPLE@A.EXAMPLE kvno 1 etypes [17, 18] from 20261123140000Z"
            + " till 20261223140000Z by krbtgt/A.EXAMPLE@A.EXAMPLE",
        Samples.offerWithSalt(new byte[16]).toString());
  }

  private static void isUnchangedByEncoding(KxOffer offer) throws MessageException {
    assertEquals(offer, KxReq.parseFrom(new KxReq(offer).encoded()).offer());
    assertEquals(offer, KxRep.parseFrom(new KxRep(offer).encoded()).offer());
  }

  private static void refuses(String text, Executable construction) {
    assertEquals(text, assertThrows(IllegalArgumentException.class, construction).getMessage());
  }

  private static List<Integer> numbers(int count) {
    return IntStream.range(0, count).boxed().toList();
  }

  private static List<KxExtension> extensions(int count, int length) {
    return numbers(count).stream()
        .map(i -> new KxExtension("1.2." + i, i % 2 == 0, new byte[length]))
        .toList();
  }
}
