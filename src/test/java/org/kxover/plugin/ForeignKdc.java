package org.kxover.plugin;

import static org.kxover.plugin.KerberosDer.application;
import static org.kxover.plugin.KerberosDer.encrypted;
import static org.kxover.plugin.KerberosDer.fields;
import static org.kxover.plugin.KerberosDer.flags;
import static org.kxover.plugin.KerberosDer.integer;
import static org.kxover.plugin.KerberosDer.name;
import static org.kxover.plugin.KerberosDer.octets;
import static org.kxover.plugin.KerberosDer.pair;
import static org.kxover.plugin.KerberosDer.sequence;
import static org.kxover.plugin.KerberosDer.string;
import static org.kxover.plugin.KerberosDer.time;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import org.bouncycastle.asn1.ASN1Encodable;

/** Another realm's hostile KDC, which issues crossover tickets to A.EXAMPLE with any content. */
record ForeignKdc(String realm, Aes128Sha2 key) {
  /** Encrypts the part of a ticket for its server (RFC 4120 section 7.5.1). */
  private static final int USAGE_TICKET = 2;

  /** Forwardable, proxiable, initial, pre-authenticated. */
  private static final int FLAGS = 0x50600000;

  /** A ticket for a user with a name, flags, path and authorization data of the random's choice. */
  HeldTicket issue(Random random) {
    RandomNames names = new RandomNames(random);
    byte[] session = new byte[Aes128Sha2.LENGTH];
    random.nextBytes(session);
    boolean odd = random.nextBoolean();
    String crealm = odd && random.nextInt(4) == 0 ? names.realm() : realm;
    List<String> client = odd ? names.components() : List.of("mallory");
    Instant now = Instant.now();
    Map<Integer, ASN1Encodable> part = new TreeMap<>();
    part.put(0, flags(random.nextInt(4) == 0 ? random.nextInt() : FLAGS));
    part.put(1, pair(integer(Aes128Sha2.TYPE), octets(session)));
    part.put(2, string(crealm));
    part.put(3, name(odd ? names.type() : 1, client));
    part.put(
        4, pair(integer(random.nextInt(8) == 0 ? names.type() : 1), octets(path(random, names))));
    part.put(5, time(now));
    part.put(7, time(now.plusSeconds(random.nextInt(8) == 0 ? 1 : 36_000)));
    if (random.nextInt(4) == 0) {
      part.put(8, time(now.plusSeconds(random.nextInt(1_000_000))));
    }
    if (random.nextInt(8) == 0) {
      part.put(9, sequence(List.of(pair(integer(2), octets(names.octets())))));
    }
    if (random.nextInt(4) == 0) {
      part.put(10, authorizationData(random, 3));
    }
    byte[] confounder = new byte[Aes128Sha2.LENGTH];
    random.nextBytes(confounder);
    byte[] sealed =
        key.encrypt(USAGE_TICKET, KerberosDer.encode(application(3, fields(part))), confounder);
    ASN1Encodable ticket =
        application(
            1,
            fields(
                Map.of(
                    0, integer(5),
                    1, string(realm),
                    2, name(2, List.of("krbtgt", "A.EXAMPLE")),
                    3, encrypted(Aes128Sha2.TYPE, sealed))));
    return new HeldTicket(
        crealm, client, "krbtgt/A.EXAMPLE", KerberosDer.encode(ticket), new Aes128Sha2(session));
  }

  /** Realms in the form of DOMAIN-X500-COMPRESS (RFC 4120 section 3.3.3.2), or other octets. */
  private static byte[] path(Random random, RandomNames names) {
    return switch (random.nextInt(4)) {
      case 0 -> (names.realm() + "," + names.realm()).getBytes(RandomNames.OCTETS);
      case 1 -> names.octets();
      default -> new byte[0];
    };
  }

  /** Elements that may contain further ones, as in AD-IF-RELEVANT. */
  static ASN1Encodable authorizationData(Random random, int depth) {
    RandomNames names = new RandomNames(random);
    int[] types = {1, 4, 5, 8, 71, 96, 97, 128, 129, 141, 142, 512, -1};
    List<ASN1Encodable> elements =
        random
            .ints(random.nextInt(4), 0, types.length)
            .mapToObj(
                type ->
                    pair(
                        integer(types[type]),
                        octets(
                            depth > 0 && random.nextBoolean()
                                ? KerberosDer.encode(authorizationData(random, depth - 1))
                                : names.octets())))
            .toList();
    return sequence(elements);
  }
}
