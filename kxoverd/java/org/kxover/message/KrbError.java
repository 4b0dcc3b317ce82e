package org.kxover.message;

import java.util.Optional;
import org.kxover.kerberos.KerberosTime;
import org.kxover.kerberos.Realm;

/**
 * KRB-ERROR (RFC 4120 section 5.9.1), with which an offer is refused.
 *
 * <p>Every field of the RFC is checked when read. What a refusal does not need (ctime, cusec,
 * susec, crealm, cname, sname and e-data) is then dropped, so {@link #encoded()} gives back the
 * octets read only where the sender wrote as we do: without the optional ones, with susec 0 and the
 * sname {@code krbtgt/REALM}.
 *
 * @param errorCode one of {@link ErrorCode}, or any other Int32 from a peer
 * @param text the e-text for the other operator: at most 256 characters of printable ASCII; empty
 *     where there is none
 * @param serverTime the sender's clock, not before 1970
 * @param realm the sender's
 */
public record KrbError(int errorCode, String text, KerberosTime serverTime, Realm realm) {
  private static final String TITLE = "KRB-ERROR";
  private static final int NUMBER = 30;
  private static final int PVNO = 5;
  private static final int MAX_TEXT = 256;
  private static final int MAX_MICROSECONDS = 999_999;

  /**
   * Cuts {@code text} to its bound and puts {@code ?} for what is not printable ASCII: a refusal
   * must not fail over its own words.
   *
   * @throws IllegalArgumentException where {@code serverTime} is before 1970
   */
  public KrbError {
    text = text.substring(0, Math.min(text.length(), MAX_TEXT)).replaceAll("[^ -~]", "?");
    // Kerby writes dates of the Julian calendar wrongly, and no clock of Kerberos has them.
    Limits.require(serverTime.instant().getEpochSecond() >= 0, "stime", "before 1970");
  }

  /**
   * Reads the message that is all of {@code der}, of at most 65536 octets.
   *
   * @throws MessageException where it is not a KRB-ERROR in DER, naming the field
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
