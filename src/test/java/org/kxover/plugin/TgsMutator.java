package org.kxover.plugin;

import static org.kxover.plugin.KerberosDer.bits;
import static org.kxover.plugin.KerberosDer.choice;
import static org.kxover.plugin.KerberosDer.decoded;
import static org.kxover.plugin.KerberosDer.encrypted;
import static org.kxover.plugin.KerberosDer.fields;
import static org.kxover.plugin.KerberosDer.flags;
import static org.kxover.plugin.KerberosDer.integer;
import static org.kxover.plugin.KerberosDer.integers;
import static org.kxover.plugin.KerberosDer.name;
import static org.kxover.plugin.KerberosDer.octets;
import static org.kxover.plugin.KerberosDer.padata;
import static org.kxover.plugin.KerberosDer.pair;
import static org.kxover.plugin.KerberosDer.sequence;
import static org.kxover.plugin.KerberosDer.string;
import static org.kxover.plugin.KerberosDer.time;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.function.Consumer;
import org.bouncycastle.asn1.ASN1Encodable;

/**
 * Makes TGS-REQs with real tickets, each from a seed of its own. About half of them keep what makes
 * a KDC ask kxoverd.
 */
final class TgsMutator {
  private static final int NT_SRV_HST = 3;

  // PA-DATA types, and key usages: MS-SFU sections 2.2.1 and 2.2.2, RFC 4120 section 7.5.1.
  private static final int PA_FOR_USER = 129;
  private static final int PA_S4U_X509_USER = 130;
  private static final int USAGE_FOR_USER = 17;
  private static final int USAGE_S4U_X509_USER = 26;
  private static final int USAGE_AUTHDATA = 4;

  /** Flags that change what a KDC does: RFC 4120 section 5.4.1, RFC 6806, MS-SFU, RFC 6112. */
  private static final List<Integer> OPTIONS =
      List.of(
          0x40000000,
          0x20000000,
          0x10000000,
          0x08000000,
          0x04000000,
          0x02000000,
          0x00800000,
          0x00020000,
          0x00010000,
          0x00008000,
          0x00000020,
          0x00000010,
          0x00000008,
          0x00000002,
          0x00000001);

  private static final List<String> TIMES =
      List.of("19700101000000Z", "20380119031408Z", "99991231235959Z", "00010101000000Z");

  private final List<HeldTicket> own;
  private final ForeignKdc foreign;
  private final List<Consumer<TgsRequest>> mutations =
      List.of(
          this::service,
          this::service,
          this::realm,
          this::options,
          this::options,
          this::etypes,
          this::times,
          this::nonce,
          this::addresses,
          this::authorizationData,
          this::additionalTickets,
          this::additionalTickets,
          this::missing,
          this::forUser,
          this::x509User,
          this::anyPadata,
          this::fast,
          this::fast,
          this::authenticator,
          this::checksum,
          this::subkey,
          this::apOptions,
          this::header);

  /**
   * @param own tickets of users of the KDC's realm, the first for its TGS
   * @param foreign another realm that has a key with the KDC's
   */
  TgsMutator(List<HeldTicket> own, ForeignKdc foreign) {
    this.own = own;
    this.foreign = foreign;
  }

  /** An honest request for a service that kxoverd knows. */
  byte[] honest(Random random, String... service) {
    return new TgsRequest(random, own.get(0), "A.EXAMPLE", service).encode();
  }

  /** The request of this seed. Its times, and the tickets, are those of now. */
  byte[] request(long seed) {
    Random random = new Random(seed);
    RandomNames names = new RandomNames(random);
    TgsRequest request =
        new TgsRequest(
            random, ticket(random), "A.EXAMPLE", "HTTP", "h" + names.below(100_000) + ".b.example");
    for (int left = names.below(4); left > 0; left--) {
      names.oneOf(mutations).accept(request);
    }
    byte[] octets = request.encode();
    // Of FAST seldom, as the fault of stock krb5 that anyPadata() avoids would end the KDC.
    return names.below(request.fast ? 256 : 8) == 0 ? mutated(random, octets) : octets;
  }

  private HeldTicket ticket(Random random) {
    return random.nextInt(4) == 0 ? foreign.issue(random) : own.get(random.nextInt(own.size()));
  }

  private void service(TgsRequest r) {
    RandomNames names = new RandomNames(r.random);
    switch (names.below(6)) {
      case 0 -> r.body.put(3, name(NT_SRV_HST, List.of("krbtgt", names.realm())));
      case 1 -> r.body.put(3, name(names.type(), names.components()));
      case 2 -> r.body.put(3, name(names.type(), List.of("HTTP", names.word() + ".b.example")));
      case 3 -> r.body.put(3, name(NT_SRV_HST, List.of(names.word(), "www.b.example")));
      case 4 -> r.body.put(3, name(2, List.of("krbtgt", names.word())));
      default -> r.body.put(3, name(NT_SRV_HST, List.of(names.word(), names.word())));
    }
  }

  private void realm(TgsRequest r) {
    r.body.put(2, string(new RandomNames(r.random).realm()));
  }

  private void options(TgsRequest r) {
    RandomNames names = new RandomNames(r.random);
    switch (names.below(4)) {
      case 0 -> r.body.put(0, flags(r.random.nextInt()));
      case 1 -> r.body.put(0, bits(names.octets()));
      default ->
          r.body.put(
              0, flags(TgsRequest.CANONICALIZE | names.oneOf(OPTIONS) | names.oneOf(OPTIONS)));
    }
  }

  private void etypes(TgsRequest r) {
    int[] known = {17, 18, 19, 20, 23, 1, 3, 16, 0, -1, 24, 25, 26, Integer.MAX_VALUE};
    int count = r.random.nextInt(8) == 0 ? 1000 : r.random.nextInt(6);
    r.body.put(
        8,
        integers(r.random.ints(count, 0, known.length).mapToObj(place -> known[place]).toList()));
  }

  private void times(TgsRequest r) {
    RandomNames names = new RandomNames(r.random);
    r.body.put(names.oneOf(List.of(4, 5, 6)), time(names.oneOf(TIMES)));
  }

  private void nonce(TgsRequest r) {
    r.body.put(
        7,
        integer(
            new RandomNames(r.random)
                .oneOf(List.of(0L, -1L, 1L << 31, (1L << 32) - 1, 1L << 32, Long.MIN_VALUE))));
  }

  private void addresses(TgsRequest r) {
    r.body.put(9, sequence(some(r.random, 6, this::address)));
  }

  private ASN1Encodable address(Random random) {
    RandomNames names = new RandomNames(random);
    return pair(integer(names.oneOf(List.of(2, 20, 24, 0, -1))), octets(names.octets()));
  }

  private void authorizationData(TgsRequest r) {
    byte[] sealed =
        r.random.nextInt(4) == 0
            ? new RandomNames(r.random).octets()
            : r.seal(
                r.subkey.orElse(r.header.key()),
                USAGE_AUTHDATA + (r.subkey.isPresent() ? 1 : 0),
                ForeignKdc.authorizationData(r.random, 3));
    r.body.put(10, encrypted(Aes128Sha2.TYPE, sealed));
  }

  /** For user-to-user and for S4U2Proxy, with the options that ask for them. */
  private void additionalTickets(TgsRequest r) {
    r.body.put(11, sequence(some(r.random, 3, random -> decoded(ticket(random).ticket()))));
    int[] options = {0x00000008, 0x00020000, 0x00020008, 0};
    r.body.put(0, flags(TgsRequest.CANONICALIZE | options[r.random.nextInt(options.length)]));
  }

  private void missing(TgsRequest r) {
    r.body.remove(r.random.nextInt(12));
  }

  private void forUser(TgsRequest r) {
    RandomNames names = new RandomNames(r.random);
    int type = names.below(2) == 0 ? 1 : names.type();
    List<String> user = names.below(2) == 0 ? List.of("alice") : names.components();
    String realm = names.realm();
    String text = String.join("", user) + realm + "Kerberos";
    byte[] signed =
        ByteBuffer.allocate(4 + text.length())
            .order(ByteOrder.LITTLE_ENDIAN)
            .putInt(type)
            .put(text.getBytes(RandomNames.OCTETS))
            .array();
    byte[] checksum = r.header.key().checksum(USAGE_FOR_USER, signed);
    r.padata.add(
        padata(
            PA_FOR_USER,
            KerberosDer.encode(
                fields(
                    Map.of(
                        0, name(type, user),
                        1, string(realm),
                        2, pair(integer(Aes128Sha2.CHECKSUM_TYPE), octets(checksum)),
                        3, string("Kerberos"))))));
  }

  private void x509User(TgsRequest r) {
    RandomNames names = new RandomNames(r.random);
    Map<Integer, ASN1Encodable> user = new TreeMap<>();
    user.put(0, names.below(4) == 0 ? integer(r.random.nextInt()) : r.body.get(7));
    if (user.get(0) == null) {
      user.put(0, integer(0));
    }
    if (names.below(4) != 0) {
      user.put(1, name(names.type(), names.below(2) == 0 ? List.of("alice") : names.components()));
    }
    user.put(2, string(names.realm()));
    if (names.below(3) == 0) {
      user.put(3, octets(names.octets()));
    }
    if (names.below(3) == 0) {
      user.put(4, flags(r.random.nextInt()));
    }
    ASN1Encodable id = fields(user);
    byte[] checksum =
        r.subkey.orElse(r.header.key()).checksum(USAGE_S4U_X509_USER, KerberosDer.encode(id));
    r.padata.add(
        padata(
            PA_S4U_X509_USER,
            KerberosDer.encode(
                fields(
                    Map.of(0, id, 1, pair(integer(Aes128Sha2.CHECKSUM_TYPE), octets(checksum)))))));
  }

  /** Not FAST: stock krb5 1.20 reads from a null pointer for some values of it. */
  private void anyPadata(TgsRequest r) {
    RandomNames names = new RandomNames(r.random);
    int type = names.oneOf(List.of(1, 2, 16, 128, 129, 130, 133, 149, 165, 167, 0, -1));
    byte[] value =
        names.below(3) == 0
            ? KerberosDer.encode(choice(names.below(3), octets(names.octets())))
            : names.octets();
    r.padata.add(names.below(r.padata.size() + 1), padata(type, value));
  }

  private void fast(TgsRequest r) {
    subkey(r);
    r.fast = true;
  }

  private void authenticator(TgsRequest r) {
    RandomNames names = new RandomNames(r.random);
    switch (names.below(8)) {
      case 0 -> r.authenticator.put(0, integer(names.type()));
      case 1 -> r.authenticator.put(1, string(names.realm()));
      case 2 -> r.authenticator.put(2, name(names.type(), names.components()));
      case 3 -> r.authenticator.put(4, integer(r.random.nextInt()));
      case 4 -> r.authenticator.put(5, time(names.oneOf(TIMES)));
      case 5 -> r.authenticator.put(7, integer(r.random.nextLong()));
      case 6 -> r.authenticator.put(8, ForeignKdc.authorizationData(r.random, 3));
      default -> r.authenticator.remove(names.below(6));
    }
  }

  private void checksum(TgsRequest r) {
    RandomNames names = new RandomNames(r.random);
    if (names.below(3) == 0) {
      r.hasChecksum = false;
    } else {
      r.authenticator.put(3, pair(integer(names.type()), octets(names.octets())));
    }
  }

  private void subkey(TgsRequest r) {
    byte[] key = new byte[Aes128Sha2.LENGTH];
    r.random.nextBytes(key);
    r.subkey = java.util.Optional.of(new Aes128Sha2(key));
  }

  private void apOptions(TgsRequest r) {
    r.apOptions = r.random.nextInt();
  }

  private void header(TgsRequest r) {
    byte[] ticket = r.header.ticket().clone();
    // Its last octets are encrypted, so the encoding stays valid.
    ticket[ticket.length - 1 - r.random.nextInt(32)] ^= (byte) (1 << r.random.nextInt(8));
    r.header =
        new HeldTicket(
            r.header.realm(), r.header.client(), r.header.server(), ticket, r.header.key());
  }

  private static <T> List<T> some(
      Random random, int most, java.util.function.Function<Random, T> made) {
    List<T> all = new ArrayList<>();
    for (int left = random.nextInt(most + 1); left > 0; left--) {
      all.add(made.apply(random));
    }
    return all;
  }

  /** Octets changed, cut, doubled or appended, without regard to what they mean. */
  private static byte[] mutated(Random random, byte[] octets) {
    byte[] other = octets.clone();
    for (int left = 1 + random.nextInt(4); left > 0; left--) {
      int place = random.nextInt(random.nextBoolean() ? Math.min(other.length, 64) : other.length);
      switch (random.nextInt(3)) {
        case 0 -> other[place] ^= (byte) (1 << random.nextInt(8));
        case 1 -> other[place] = (byte) random.nextInt();
        default -> other[place] = (byte) (random.nextBoolean() ? 0 : 0x80);
      }
    }
    return switch (random.nextInt(4)) {
      case 0 -> Arrays.copyOf(other, 1 + random.nextInt(other.length));
      case 1 -> Arrays.copyOf(other, other.length + random.nextInt(100));
      default -> other;
    };
  }
}
