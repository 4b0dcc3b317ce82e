package org.kxover.message;

import java.util.Optional;
import org.kxover.kerberos.KerberosTime;
import org.kxover.kerberos.Realm;

/**
 * KRB-ERROR (RFC 4120 section 5.9.1), which refuses an offer.
 *
 * <p>The parser checks every field of the RFC, and drops those that a refusal does not need: ctime,
 * cusec, susec, crealm, cname, sname and e-data. {@link #encoded()} writes susec 0 and the sname
 * {@code krbtgt/REALM}, and none of the optional ones.
 *
 * @param errorCode one of {@link ErrorCode}, or any other Int32 from a peer
 * @param text the e-text for the peer's operator: at most 256 characters of printable ASCII; empty
 *     for none
 * @param serverTime the sender's time, not before 1970
 * @param realm the sender's realm
 */
public record KrbError(int errorCode, String text, KerberosTime serverTime, Realm realm) {
  private static final String TITLE = "KRB-ERROR";
  private static final int NUMBER = 30;
  private static final int PVNO = 5;
  private static final int MAX_TEXT = 256;
  private static final int MAX_MICROSECONDS = 999_999;

  /**
   * Truncates {@code text} to its limit, and replaces characters other than printable ASCII with
   * {@code ?}, so that a refusal never fails because of its text.
   *
   * @throws IllegalArgumentException if {@code serverTime} is before 1970
   */
  public KrbError {
    text = text.substring(0, Math.min(text.length(), MAX_TEXT)).replaceAll("[^ -~]", "?");
    // Kerby writes dates of the Julian calendar wrongly, and no real clock shows them.
    Limits.require(serverTime.instant().getEpochSecond() >= 0, "stime", "before 1970");
  }

  /**
   * Parses {@code der}, at most 65536 octets.
   *
   * @throws MessageException if it is not a KRB-ERROR in DER; the message names the field
   */
  public static KrbError parseFrom(byte[] der) throws MessageException {
    Value message = Der.read(TITLE, der).application(NUMBER);
    Fields fields = message.fields();
    fields.required(0, "pvno").constant(PVNO);
    fields.required(1, "msg-type").constant(NUMBER);
    checkClientTime(fields);
    KerberosTime serverTime = fields.required(4, "stime").time();
    checkMicroseconds(fields.required(5, "susec"));
    int errorCode = fields.required(6, "error-code").int32();
    checkClientName(fields);
    Realm realm = fields.required(9, "realm").realm();
    Names.check(fields.required(10, "sname"));
    String text = readText(fields);
    Optional<Value> data = fields.optional(12, "e-data");
    if (data.isPresent()) {
      data.get().octets();
    }
    fields.end();
    try {
      return new KrbError(errorCode, text, serverTime, realm);
    } catch (IllegalArgumentException e) {
      throw message.refuse(e);
    }
  }

  /** The message in DER. */
  public byte[] encoded() {
    return new KerbyKrbError(this).toDer();
  }

  private static void checkClientTime(Fields fields) throws MessageException {
    Optional<Value> time = fields.optional(2, "ctime");
    if (time.isPresent()) {
      time.get().time();
    }
    Optional<Value> microseconds = fields.optional(3, "cusec");
    if (microseconds.isPresent()) {
      checkMicroseconds(microseconds.get());
    }
  }

  private static void checkMicroseconds(Value value) throws MessageException {
    int microseconds = value.int32();
    if (microseconds < 0 || microseconds > MAX_MICROSECONDS) {
      throw value.refuse("not 0 to " + MAX_MICROSECONDS);
    }
  }

  private static void checkClientName(Fields fields) throws MessageException {
    Optional<Value> realm = fields.optional(7, "crealm");
    if (realm.isPresent()) {
      realm.get().realm();
    }
    Optional<Value> name = fields.optional(8, "cname");
    if (name.isPresent()) {
      Names.check(name.get());
    }
  }

  private static String readText(Fields fields) throws MessageException {
    Optional<Value> value = fields.optional(11, "e-text");
    if (value.isEmpty()) {
      return "";
    }
    String text = value.get().kerberosString();
    if (text.length() > MAX_TEXT) {
      throw value.get().refuse("longer than " + MAX_TEXT + " characters");
    }
    return text;
  }
}
