package org.kxover.message;

import java.time.Instant;
import java.time.temporal.ChronoField;
import java.util.List;
import org.bouncycastle.asn1.ASN1Encodable;
import org.bouncycastle.asn1.ASN1Integer;
import org.bouncycastle.asn1.BERTags;
import org.bouncycastle.asn1.DERBitString;
import org.bouncycastle.asn1.DERGeneralString;
import org.bouncycastle.asn1.DERSequence;
import org.bouncycastle.asn1.DERTaggedObject;
import org.kxover.kerberos.EncryptionKey;
import org.kxover.kerberos.EncryptionType;
import org.kxover.kerberos.KerberosTime;
import org.kxover.kerberos.PrincipalName;

/**
 * The parts of a TGS-REQ with a ticket that the sender has made itself, in DER (RFC 4120 sections
 * 5.3, 5.4.1 and 5.5.1). The caller encrypts {@link #ticketPart} and {@link #authenticator}.
 */
public final class TicketRequest {
  private static final int PVNO = 5;
  private static final int AUTHENTICATOR = 2;
  private static final int TICKET = 1;
  private static final int TICKET_PART = 3;
  private static final int AP_REQ = 14;
  private static final int TGS_REQ = 12;
  private static final int PA_TGS_REQ = 1;
  private static final int DOMAIN_X500_COMPRESS = 1;
  private static final DERBitString NO_FLAGS = new DERBitString(new byte[4]);

  private TicketRequest() {}

  /** EncTicketPart of a ticket without flags, and with an empty transited field. */
  public static byte[] ticketPart(
      EncryptionKey session, PrincipalName client, KerberosTime from, KerberosTime till) {
    FieldWriter fields =
        new FieldWriter()
            .add(0, NO_FLAGS)
            .add(
                1,
                new FieldWriter()
                    .add(0, session.type().number())
                    .add(1, session.octets())
                    .sequence())
            .add(2, client.realm().name())
            .add(3, name(client))
            .add(4, new FieldWriter().add(0, DOMAIN_X500_COMPRESS).add(1, new byte[0]).sequence())
            .add(5, from)
            .add(7, till);
    return Der.write(application(TICKET_PART, fields));
  }

  /** KDC-REQ-BODY without options. */
  public static byte[] body(
      PrincipalName service, KerberosTime till, int nonce, List<EncryptionType> types) {
    return Der.write(bodyOf(service, till, nonce, types));
  }

  private static DERSequence bodyOf(
      PrincipalName service, KerberosTime till, int nonce, List<EncryptionType> types) {
    return new FieldWriter()
        .add(0, NO_FLAGS)
        .add(2, service.realm().name())
        .add(3, name(service))
        .add(5, till)
        .add(7, nonce)
        .add(8, types.stream().map(type -> new ASN1Integer(type.number())).toList())
        .sequence();
  }

  /**
   * Authenticator.
   *
   * @param checksum of {@link #body}
   */
  public static byte[] authenticator(
      PrincipalName client, int checksumType, byte[] checksum, Instant now) {
    FieldWriter fields =
        new FieldWriter()
            .add(0, PVNO)
            .add(1, client.realm().name())
            .add(2, name(client))
            .add(3, new FieldWriter().add(0, checksumType).add(1, checksum).sequence())
            .add(4, now.get(ChronoField.MICRO_OF_SECOND))
            .add(5, new KerberosTime(now));
    return Der.write(application(AUTHENTICATOR, fields));
  }

  /**
   * TGS-REQ.
   *
   * @param issuer the service of the ticket, which is a crossover
   * @param nonce as in {@link #body}, like the other arguments of the same names
   */
  public static byte[] encoded(
      PrincipalName issuer,
      SealedPart ticketPart,
      SealedPart authenticator,
      PrincipalName service,
      KerberosTime till,
      int nonce,
      List<EncryptionType> types) {
    FieldWriter ticket =
        new FieldWriter()
            .add(0, PVNO)
            .add(1, issuer.realm().name())
            .add(2, name(issuer))
            .add(3, ticketPart.sequence());
    FieldWriter apReq =
        new FieldWriter()
            .add(0, PVNO)
            .add(1, AP_REQ)
            .add(2, NO_FLAGS)
            .add(3, application(TICKET, ticket))
            .add(4, authenticator.sequence());
    DERSequence padata =
        new FieldWriter()
            .add(1, PA_TGS_REQ)
            .add(2, Der.write(application(AP_REQ, apReq)))
            .sequence();
    FieldWriter request =
        new FieldWriter()
            .add(1, PVNO)
            .add(2, TGS_REQ)
            .add(3, List.of(padata))
            .add(4, bodyOf(service, till, nonce, types));
    return Der.write(application(TGS_REQ, request));
  }

  private static DERTaggedObject application(int number, FieldWriter fields) {
    return new DERTaggedObject(true, BERTags.APPLICATION, number, fields.sequence());
  }

  /** PrincipalName, without its realm. */
  private static ASN1Encodable name(PrincipalName name) {
    return new FieldWriter()
        .add(0, name.nameType())
        .add(1, name.components().stream().map(DERGeneralString::new).toList())
        .sequence();
  }
}
