package org.kxover.guard;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.security.GeneralSecurityException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.function.BiFunction;
import java.util.function.Function;
import org.bouncycastle.asn1.ASN1Encodable;
import org.bouncycastle.asn1.ASN1GeneralString;
import org.bouncycastle.asn1.ASN1Integer;
import org.bouncycastle.asn1.ASN1OctetString;
import org.bouncycastle.asn1.ASN1Primitive;
import org.bouncycastle.asn1.ASN1Sequence;
import org.bouncycastle.asn1.ASN1TaggedObject;
import org.bouncycastle.asn1.BERTags;
import org.bouncycastle.asn1.DERGeneralString;
import org.bouncycastle.asn1.DERGeneralizedTime;
import org.bouncycastle.asn1.DEROctetString;
import org.bouncycastle.asn1.DERSequence;
import org.bouncycastle.asn1.DERTaggedObject;
import org.kxover.crypto.TicketCipher;
import org.kxover.kerberos.EncryptionType;
import org.kxover.kerberos.KerberosTime;
import org.kxover.kerberos.Realm;
import org.kxover.message.KrbError;

/**
 * KDCs by their addresses. Each reads the ticket with the key in the test's database, and then does
 * what the test says for that service.
 */
final class FakeKdc implements Kdc {
  /** What a KDC does for a service. */
  interface Behaviour {
    byte[] answer(Request request) throws IOException;
  }

  /**
   * A request whose ticket was read.
   *
   * @param service without its realm
   */
  record Request(String service, EncryptionType type, byte[] session, long nonce) {}

  static final Behaviour GRANTS = request -> reply(request, request.session(), request.nonce());

  private final Map<InetSocketAddress, Function<String, Behaviour>> kdcs = new HashMap<>();
  private final BiFunction<Integer, EncryptionType, byte[]> key;
  private Behaviour noKey = silent();
  final List<String> asked = new ArrayList<>();

  /** The kvnos of the tickets that were read. */
  final List<Integer> kvnos = new ArrayList<>();

  /**
   * @param key the crossover's key of that kvno and type
   */
  FakeKdc(BiFunction<Integer, EncryptionType, byte[]> key) {
    this.key = key;
  }

  static Behaviour refuses(int code, String text) {
    return refuses(code, text, Instant.now());
  }

  /**
   * @param clock what the KDC's clock says
   */
  static Behaviour refuses(int code, String text, Instant clock) {
    return request ->
        new KrbError(code, text, new KerberosTime(clock), new Realm("B.EXAMPLE")).encoded();
  }

  static Behaviour silent() {
    return request -> {
      throw new IOException("connection refused");
    };
  }

  /** A KDC that does this for the open and for the closed service. */
  FakeKdc with(InetSocketAddress address, Behaviour open, Behaviour closed) {
    kdcs.put(address, service -> service.equals("kxover-probe/open") ? open : closed);
    return this;
  }

  /** A KDC that cannot read the ticket, because its database lacks the crossover. */
  FakeKdc without(InetSocketAddress address, Behaviour refusal) {
    kdcs.put(address, null);
    noKey = refusal;
    return this;
  }

  @Override
  public synchronized byte[] ask(InetSocketAddress address, byte[] message, Duration within)
      throws IOException {
    if (kdcs.get(address) == null) {
      return noKey.answer(new Request("", EncryptionType.AES128_CTS_HMAC_SHA1_96, new byte[0], 0));
    }
    Request request = read(message);
    asked.add(address.getPort() + " " + request.service());
    return kdcs.get(address).apply(request.service()).answer(request);
  }

  private static ASN1Primitive inside(ASN1Encodable tagged) {
    return ((ASN1TaggedObject) tagged).getExplicitBaseObject().toASN1Primitive();
  }

  private static ASN1Primitive field(ASN1Encodable sequence, int tag) {
    for (ASN1Encodable one : (ASN1Sequence) sequence) {
      if (((ASN1TaggedObject) one).getTagNo() == tag) {
        return inside(one);
      }
    }
    throw new IllegalArgumentException("no field [" + tag + "]");
  }

  private static int number(ASN1Encodable value) {
    return ((ASN1Integer) value).intValueExact();
  }

  private Request read(byte[] message) throws IOException {
    ASN1Primitive request = inside(ASN1Primitive.fromByteArray(message));
    ASN1Primitive body = field(request, 4);
    List<String> service = new ArrayList<>();
    for (ASN1Encodable part : (ASN1Sequence) field(field(body, 3), 1)) {
      service.add(((ASN1GeneralString) part).getString());
    }
    ASN1Encodable padata = ((ASN1Sequence) field(request, 3)).getObjectAt(0);
    ASN1Primitive apReq = inside(ASN1Primitive.fromByteArray(octets(field(padata, 2))));
    ASN1Primitive sealed = field(inside(field(apReq, 3)), 3);
    EncryptionType type = EncryptionType.ofNumber(number(field(sealed, 0))).orElseThrow();
    try {
      TicketCipher cipher = TicketCipher.of(type);
      int kvno = number(field(sealed, 1));
      kvnos.add(kvno);
      byte[] ticket = cipher.decrypt(key.apply(kvno, type), 2, octets(field(sealed, 2)));
      byte[] session = octets(field(field(inside(ASN1Primitive.fromByteArray(ticket)), 1), 1));
      ASN1Primitive authenticator =
          inside(
              ASN1Primitive.fromByteArray(
                  cipher.decrypt(session, 7, octets(field(field(apReq, 4), 2)))));
      byte[] checksum = octets(field(field(authenticator, 3), 1));
      if (!Arrays.equals(checksum, cipher.checksum(session, 6, body.getEncoded("DER")))) {
        throw new IllegalStateException("the checksum of the request is wrong");
      }
      return new Request(String.join("/", service), type, session, number(field(body, 7)));
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("the ticket cannot be read", e);
    }
  }

  private static byte[] octets(ASN1Encodable value) {
    return ((ASN1OctetString) value).getOctets();
  }

  private static DERTaggedObject tag(int number, ASN1Encodable value) {
    return new DERTaggedObject(true, number, value);
  }

  private static byte[] application(int number, ASN1Encodable value) throws IOException {
    return new DERTaggedObject(true, BERTags.APPLICATION, number, value).getEncoded("DER");
  }

  private static DERSequence name(String... parts) {
    DERGeneralString[] strings = new DERGeneralString[parts.length];
    for (int i = 0; i < parts.length; i++) {
      strings[i] = new DERGeneralString(parts[i]);
    }
    return new DERSequence(
        new ASN1Encodable[] {tag(0, new ASN1Integer(1)), tag(1, new DERSequence(strings))});
  }

  /** A TGS-REP under that session key, with that nonce. */
  static byte[] reply(Request request, byte[] session, long nonce) throws IOException {
    TicketCipher cipher = TicketCipher.of(request.type());
    DERSequence encryptionKey =
        new DERSequence(
            new ASN1Encodable[] {
              tag(0, new ASN1Integer(request.type().number())),
              tag(1, new DEROctetString(new byte[16]))
            });
    byte[] part =
        application(
            26,
            new DERSequence(
                new ASN1Encodable[] {
                  tag(0, encryptionKey),
                  tag(1, new DERSequence()),
                  tag(2, new ASN1Integer(nonce)),
                  tag(5, new DERGeneralizedTime("20261123120000Z"))
                }));
    DERSequence sealed =
        new DERSequence(
            new ASN1Encodable[] {
              tag(0, new ASN1Integer(request.type().number())),
              tag(2, new DEROctetString(cipher.encrypt(session, 8, part, new Random(1))))
            });
    DERTaggedObject ticket = new DERTaggedObject(true, BERTags.APPLICATION, 1, new DERSequence());
    return application(
        13,
        new DERSequence(
            new ASN1Encodable[] {
              tag(0, new ASN1Integer(5)),
              tag(1, new ASN1Integer(13)),
              tag(3, new DERGeneralString("KXOVER-PROBE.INVALID")),
              tag(4, name("probe")),
              tag(5, ticket),
              tag(6, sealed)
            }));
  }
}
