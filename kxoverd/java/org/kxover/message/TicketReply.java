package org.kxover.message;

/**
 * TGS-REP (RFC 4120 section 5.4.2), of which only the encrypted part is kept.
 *
 * @param sealed EncTGSRepPart under the session key
 */
public record TicketReply(SealedPart sealed) {
  private static final String TITLE = "TGS-REP";
  private static final String PART_TITLE = "EncTGSRepPart";
  private static final int NUMBER = 13;
  private static final int PVNO = 5;
  private static final int PART = 26;
  private static final int TICKET = 1;

  /** True if the message says that it is a KRB-ERROR, which {@link KrbError} parses. */
  public static boolean isError(byte[] der) {
    return der.length > 0 && (der[0] & 0xff) == 0x7e;
  }

  /**
   * Parses {@code der}, at most 65536 octets.
   *
   * @throws MessageException if it is not a TGS-REP in DER; the message names the field
   */
  public static TicketReply parseFrom(byte[] der) throws MessageException {
    Fields fields = Der.read(TITLE, der).application(NUMBER).fields();
    fields.required(0, "pvno").constant(PVNO);
    fields.required(1, "msg-type").constant(NUMBER);
    fields.optional(2, "padata");
    fields.required(3, "crealm").kerberosString();
    Names.check(fields.required(4, "cname"));
    fields.required(5, "ticket").application(TICKET);
    SealedPart sealed = SealedPart.read(fields.required(6, "enc-part"));
    fields.end();
    return new TicketReply(sealed);
  }

  /**
   * The nonce in a decrypted EncTGSRepPart. The fields after it are not read.
   *
   * @throws MessageException if it is no EncTGSRepPart in DER
   */
  public static long nonce(byte[] part) throws MessageException {
    Fields fields = Der.read(PART_TITLE, part).application(PART).fields();
    fields.required(0, "key");
    fields.required(1, "last-req");
    return fields.required(2, "nonce").uint32();
  }
}
