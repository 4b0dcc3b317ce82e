package org.kxover.plugin;

import static org.kxover.plugin.KerberosDer.application;
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

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.TreeMap;
import org.bouncycastle.asn1.ASN1Encodable;

/**
 * A TGS-REQ (RFC 4120 section 5.4.1) whose fields can be changed. {@link #encode} encrypts and
 * signs it as it is then, so that the KDC also reads what was changed. As it is made, it is an
 * honest request that the KDC can answer with a referral.
 */
final class TgsRequest {
  static final int CANONICALIZE = 0x00010000;

  private static final int NT_SRV_HST = 3;
  private static final int PA_TGS_REQ = 1;
  private static final int PA_FX_FAST = 136;

  // Key usages: RFC 4120 section 7.5.1, RFC 6113 section 7.6.
  private static final int USAGE_CHECKSUM = 6;
  private static final int USAGE_AUTHENTICATOR = 7;
  private static final int USAGE_FAST_CHECKSUM = 50;
  private static final int USAGE_FAST_REQUEST = 51;

  final Random random;
  HeldTicket header;

  /** The fields of KDC-REQ-BODY by their tags. */
  final Map<Integer, ASN1Encodable> body = new TreeMap<>();

  /** The fields of the authenticator by their tags. Without a checksum, it gets the right one. */
  final Map<Integer, ASN1Encodable> authenticator = new TreeMap<>();

  boolean hasChecksum = true;
  Optional<Aes128Sha2> subkey = Optional.empty();

  /** PA-DATA after PA-TGS-REQ. */
  final List<ASN1Encodable> padata = new ArrayList<>();

  int apOptions;

  /** The body is inside FAST, and outside is an empty one. Needs a subkey. */
  boolean fast;

  TgsRequest(Random random, HeldTicket header, String realm, String... service) {
    this.random = random;
    this.header = header;
    body.put(0, flags(CANONICALIZE));
    body.put(2, string(realm));
    body.put(3, name(NT_SRV_HST, List.of(service)));
    body.put(5, time(Instant.now().plusSeconds(8 * 3600)));
    body.put(7, integer(random.nextInt(Integer.MAX_VALUE)));
    body.put(8, integers(List.of(Aes128Sha2.TYPE, 18, 17)));
    authenticator.put(0, integer(5));
    authenticator.put(1, string(header.realm()));
    authenticator.put(2, name(1, header.client()));
    authenticator.put(4, integer(random.nextInt(1_000_000)));
    authenticator.put(5, time(Instant.now()));
  }

  byte[] encode() {
    ASN1Encodable inner = fields(body);
    ASN1Encodable outer =
        fast ? new TgsRequest(random, header, "A.EXAMPLE", "x").fieldsOfBody() : inner;
    subkey.ifPresent(
        key -> authenticator.put(6, pair(integer(Aes128Sha2.TYPE), octets(key.key()))));
    if (hasChecksum) {
      byte[] right = header.key().checksum(USAGE_CHECKSUM, KerberosDer.encode(outer));
      authenticator.putIfAbsent(3, pair(integer(Aes128Sha2.CHECKSUM_TYPE), octets(right)));
    }
    byte[] sealed = seal(header.key(), USAGE_AUTHENTICATOR, application(2, fields(authenticator)));
    byte[] apReq =
        KerberosDer.encode(
            application(
                14,
                fields(
                    Map.of(
                        0, integer(5),
                        1, integer(14),
                        2, flags(apOptions),
                        3, decoded(header.ticket()),
                        4, encrypted(Aes128Sha2.TYPE, sealed)))));
    List<ASN1Encodable> all = new ArrayList<>(List.of(padata(PA_TGS_REQ, apReq)));
    if (fast) {
      all.add(padata(PA_FX_FAST, KerberosDer.encode(armored(apReq, inner))));
    } else {
      all.addAll(padata);
    }
    return KerberosDer.encode(
        application(12, fields(Map.of(1, integer(5), 2, integer(12), 3, sequence(all), 4, outer))));
  }

  private ASN1Encodable fieldsOfBody() {
    return fields(body);
  }

  /** A FAST request with the TGT's session key and the subkey as its armor (RFC 6113 5.4.2). */
  private ASN1Encodable armored(byte[] apReq, ASN1Encodable inner) {
    Aes128Sha2 armor =
        Aes128Sha2.combine(subkey.orElseThrow(), "subkeyarmor", header.key(), "ticketarmor");
    ASN1Encodable request = fields(Map.of(0, bits(new byte[4]), 1, sequence(padata), 2, inner));
    byte[] checksum = armor.checksum(USAGE_FAST_CHECKSUM, apReq);
    return choice(
        0,
        fields(
            Map.of(
                1, pair(integer(Aes128Sha2.CHECKSUM_TYPE), octets(checksum)),
                2, encrypted(Aes128Sha2.TYPE, seal(armor, USAGE_FAST_REQUEST, request)))));
  }

  byte[] seal(Aes128Sha2 key, int usage, ASN1Encodable plain) {
    byte[] confounder = new byte[Aes128Sha2.LENGTH];
    random.nextBytes(confounder);
    return key.encrypt(usage, KerberosDer.encode(plain), confounder);
  }
}
