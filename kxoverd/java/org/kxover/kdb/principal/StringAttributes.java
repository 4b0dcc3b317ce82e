package org.kxover.kdb.principal;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.SortedMap;
import java.util.TreeMap;
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
 * Our string attributes of a crossover principal, as kadmin's {@code getstrs} prints them:
 *
 * <pre>
 * kxover: 1 role=client
 * kxover.7: from=20261123140000Z till=20261223140000Z etypes=17,18 peer=kx.b.example:88 group=x25519
 * kxover.used: 20261123140500Z
 * kxover.blocked: 20261124120000Z
 * session_enctypes: aes256-cts-hmac-sha1-96 aes128-cts-hmac-sha1-96
 * </pre>
 *
 * <ul>
 *   <li>{@code kxover} is the marker: the version of this notation, and the {@link Role}. An
 *       administrator who removes it ({@code delstr}) takes the principal over: kxoverd never
 *       changes it again.
 *   <li>{@code kxover.N} describes the key of kvno N. The times are KerberosTime (RFC 4120 section
 *       5.2.3), the etypes are IANA's numbers. An optional {@code prior=6} at the end says that the
 *       key of kvno 6 was mixed in. An optional {@code made=} has the time of writing where {@code
 *       from} is later. An optional {@code confirmed=yes} behind them says that the other realm has
 *       shown that it has the key; only the realm of the services needs to know.
 *   <li>{@code kxover.used} is the time when kxoverd recorded that the KDC uses the newest key. It
 *       is recorded once for each key.
 *   <li>{@code kxover.blocked} says that an administrator blocked the other realm: {@code kxover
 *       block} sets it, with the time, and {@code kxover unblock} removes it. The value has no
 *       effect.
 *   <li>{@code session_enctypes} is MIT's own (krb5 1.11 and later): the types that the KDC may
 *       choose for the session key of a ticket, here the agreed types. Without it the KDC also
 *       assumes that every server supports aes256-cts-hmac-sha1-96 (krb5 1.18), but the service's
 *       KDC may not permit that type.
 * </ul>
 */
public final class StringAttributes {
  public static final String MARKER = "kxover";
  public static final String USED = "kxover.used";
  public static final String BLOCKED = "kxover.blocked";
  public static final String SESSION_ENCTYPES = "session_enctypes";

  private static final Pattern MARKER_VALUE = Pattern.compile("1 role=([a-z]+)");
  private static final Pattern KVNO = Pattern.compile("kxover\\.([1-9][0-9]{0,4})");
  private static final Pattern VALIDITY =
      Pattern.compile(
          "from=(\\S{1,20}) till=(\\S{1,20}) etypes=([0-9]{1,3}(?:,[0-9]{1,3}){0,7})"
              + " peer=(\\S{1,300}) group=(\\S{1,32})(?: prior=([1-9][0-9]{0,4}))?"
              + "(?: made=(\\S{1,20}))?( confirmed=yes)?");

  private StringAttributes() {}

  static String marker(Role role) {
    return "1 role=" + role.word();
  }

  /** The role that the marker names; empty if the marker is invalid. */
  static Optional<Role> role(String marker) {
    Matcher matcher = MARKER_VALUE.matcher(marker);
    return matcher.matches() ? Role.ofWord(matcher.group(1)) : Optional.empty();
  }

  static String key(int kvno) {
    return MARKER + "." + kvno;
  }

  /** The kvno in the attribute name {@code kxover.N}; empty for another name. */
  static Optional<Integer> kvno(String key) {
    Matcher matcher = KVNO.matcher(key);
    return matcher.matches()
        ? Optional.of(Integer.valueOf(matcher.group(1))).filter(n -> n <= CrossoverKey.MAX_KVNO)
        : Optional.empty();
  }

  /** True if {@code key} is one of the names above. */
  static boolean isOurs(String key) {
    return key.equals(MARKER)
        || key.equals(USED)
        || key.equals(BLOCKED)
        || key.equals(SESSION_ENCTYPES)
        || kvno(key).isPresent();
  }

  /** True if {@code key} is {@code kxover.} with an unknown or invalid ending. */
  static boolean looksLikeOurs(String key) {
    return !isOurs(key) && (key + ".").startsWith(MARKER + ".");
  }

  /** The value of {@link #SESSION_ENCTYPES}: MIT's names, strongest first. */
  static String sessionEnctypes(List<EncryptionType> etypes) {
    return EncryptionType.strongestFirst(etypes).stream()
        .map(EncryptionType::mitName)
        .collect(Collectors.joining(" "));
  }

  /**
   * The string attributes of a key; for a client, also the session key types for our KDC. Without
   * the marker.
   */
  static SortedMap<String, String> ofKey(CrossoverKey key) {
    SortedMap<String, String> strings = new TreeMap<>();
    strings.put(key(key.kvno()), format(key.validity()));
    if (key.role() == Role.CLIENT) {
      strings.put(SESSION_ENCTYPES, sessionEnctypes(key.etypes()));
    }
    return strings;
  }

  /** The value of {@code kxover.N} for {@code validity}. */
  public static String format(KeyValidity validity) {
    return String.format(
        "from=%s till=%s etypes=%s peer=%s group=%s%s%s%s",
        validity.from(),
        validity.till(),
        validity.etypes().stream()
            .map(etype -> Integer.toString(etype.number()))
            .collect(Collectors.joining(",")),
        validity.peer(),
        validity.namedGroup(),
        validity.priorKvno().isPresent() ? " prior=" + validity.priorKvno().getAsInt() : "",
        validity.made().isBefore(validity.from()) ? " made=" + validity.made() : "",
        validity.confirmed() ? " confirmed=yes" : "");
  }

  /** Parses the value of {@code kxover.N}. */
  public static KeyValidity parseValidity(String value) throws KerberosSyntaxException {
    Matcher matcher = VALIDITY.matcher(value);
    if (!matcher.matches()) {
      throw new KerberosSyntaxException(
          "must be from= till= etypes= peer= group=, then optionally prior=, made= and"
              + " confirmed=yes");
    }
    List<EncryptionType> etypes = new ArrayList<>();
    for (String number : matcher.group(3).split(",", -1)) {
      etypes.add(
          EncryptionType.ofNumber(Integer.parseInt(number))
              .orElseThrow(() -> new KerberosSyntaxException("unknown etype: " + number)));
    }
    try {
      KerberosTime from = KerberosTime.parse(matcher.group(1));
      return new KeyValidity(
          from,
          KerberosTime.parse(matcher.group(2)),
          etypes,
          matcher.group(4),
          matcher.group(5),
          matcher.group(6) == null
              ? OptionalInt.empty()
              : OptionalInt.of(Integer.parseInt(matcher.group(6))),
          matcher.group(8) != null,
          matcher.group(7) == null ? from : KerberosTime.parse(matcher.group(7)));
    } catch (IllegalArgumentException e) {
      throw new KerberosSyntaxException(e.getMessage());
    }
  }
}
