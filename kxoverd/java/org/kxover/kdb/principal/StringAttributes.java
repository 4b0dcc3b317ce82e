package org.kxover.kdb.principal;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.kxover.kdb.CrossoverKey;
import org.kxover.kdb.KeyValidity;
import org.kxover.kdb.Role;
import org.kxover.kerberos.EncryptionType;
import org.kxover.kerberos.KerberosSyntaxException;
import org.kxover.kerberos.KerberosTime;

/**
 * The string attributes by which a crossover principal is known as ours, as an administrator sees
 * them with kadmin's {@code getstrs}:
 *
 * <pre>
 * kxover: 1 role=client
 * kxover.7: from=20261123140000Z till=20261223140000Z etypes=17,18 peer=kx.b.example:88 group=x25519
 * kxover.used: 20261123140500Z
 * session_enctypes: aes256-cts-hmac-sha1-96 aes128-cts-hmac-sha1-96
 * </pre>
 *
 * {@code kxover} is the marker: the version of this notation, and the {@link Role}. Remove it
 * ({@code delstr}) to keep the key as one made by hand, which is then never touched again. {@code
 * kxover.N} tells of the key of kvno N; the times are KerberosTime (RFC 4120 section 5.2.3), the
 * etypes IANA's numbers; {@code prior=6} behind them says that the key of kvno 6 was mixed in.
 * {@code kxover.used} tells when it was noted that the KDC needs the newest key; it is noted once
 * for each key. {@code session_enctypes} is MIT's own (krb5 1.11 and later): the types that the KDC
 * may give the session key of a ticket, here those that were agreed. Without it the KDC also takes
 * aes256-cts-hmac-sha1-96 for one that every server has (krb5 1.18), though the service's KDC may
 * not permit it.
 */
public final class StringAttributes {
  public static final String MARKER = "kxover";
  public static final String USED = "kxover.used";
  public static final String SESSION_ENCTYPES = "session_enctypes";

  private static final Pattern MARKER_VALUE = Pattern.compile("1 role=([a-z]+)");
  private static final Pattern KVNO = Pattern.compile("kxover\\.([1-9][0-9]{0,4})");
  private static final Pattern VALIDITY =
      Pattern.compile(
          "from=(\\S{1,20}) till=(\\S{1,20}) etypes=([0-9]{1,3}(?:,[0-9]{1,3}){0,7})"
              + " peer=(\\S{1,300}) group=(\\S{1,32})(?: prior=([1-9][0-9]{0,4}))?");

  private StringAttributes() {}

  static String marker(Role role) {
    return "1 role=" + role.word();
  }

  /** The role that a marker names; empty where the marker is nonsense. */
  static Optional<Role> role(String marker) {
    Matcher matcher = MARKER_VALUE.matcher(marker);
    return matcher.matches() ? Role.ofWord(matcher.group(1)) : Optional.empty();
  }

  static String key(int kvno) {
    return MARKER + "." + kvno;
  }

  /** The kvno that {@code key} tells of, where it is such a key. */
  static Optional<Integer> kvno(String key) {
    Matcher matcher = KVNO.matcher(key);
    return matcher.matches()
        ? Optional.of(Integer.valueOf(matcher.group(1))).filter(n -> n <= CrossoverKey.MAX_KVNO)
        : Optional.empty();
  }

  /** Whether {@code key} is one of those above. */
  static boolean isOurs(String key) {
    return key.equals(MARKER)
        || key.equals(USED)
        || key.equals(SESSION_ENCTYPES)
        || kvno(key).isPresent();
  }

  /** Whether {@code key} is not one of those, and is written as if it were. */
  static boolean looksLikeOurs(String key) {
    return !isOurs(key) && (key + ".").startsWith(MARKER + ".");
  }

  /** The value of {@link #SESSION_ENCTYPES}, in MIT's names, the strongest first. */
  static String sessionEnctypes(List<EncryptionType> etypes) {
    return EncryptionType.strongestFirst(etypes).stream()
        .map(EncryptionType::mitName)
        .collect(Collectors.joining(" "));
  }

  /** How the attribute of a key spells {@code validity}. */
  public static String format(KeyValidity validity) {
    return String.format(
        "from=%s till=%s etypes=%s peer=%s group=%s%s",
        validity.from(),
        validity.till(),
        validity.etypes().stream()
            .map(etype -> Integer.toString(etype.number()))
            .collect(Collectors.joining(",")),
        validity.peer(),
        validity.namedGroup(),
        validity.priorKvno().isPresent() ? " prior=" + validity.priorKvno().getAsInt() : "");
  }

  /** The validity that {@code value} spells. */
  public static KeyValidity parseValidity(String value) throws KerberosSyntaxException {
    Matcher matcher = VALIDITY.matcher(value);
    if (!matcher.matches()) {
      throw new KerberosSyntaxException("not from= till= etypes= peer= group=, and prior= or not");
    }
    List<EncryptionType> etypes = new ArrayList<>();
    for (String number : matcher.group(3).split(",", -1)) {
      etypes.add(
          EncryptionType.ofNumber(Integer.parseInt(number))
              .orElseThrow(() -> new KerberosSyntaxException("an unknown etype: " + number)));
    }
    try {
      return new KeyValidity(
          KerberosTime.parse(matcher.group(1)),
          KerberosTime.parse(matcher.group(2)),
          etypes,
          matcher.group(4),
          matcher.group(5),
          matcher.group(6) == null
              ? OptionalInt.empty()
              : OptionalInt.of(Integer.parseInt(matcher.group(6))));
    } catch (IllegalArgumentException e) {
      throw new KerberosSyntaxException(e.getMessage());
    }
  }
}
