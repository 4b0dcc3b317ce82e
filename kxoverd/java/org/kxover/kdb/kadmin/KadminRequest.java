package org.kxover.kdb.kadmin;

import java.nio.file.Path;
import java.time.Duration;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.kxover.kdb.CrossoverKey;
import org.kxover.kdb.CrossoverName;
import org.kxover.kdb.principal.ClaimName;
import org.kxover.kdb.principal.Expirations;
import org.kxover.kerberos.EncryptionType;
import org.kxover.kerberos.KerberosTime;
import org.kxover.kerberos.PrincipalName;
import org.kxover.kerberos.Realm;

/**
 * Builds the request lines for kadmin, for one realm. No other class builds them, so this class
 * guards the database. It builds requests only for crossovers of that realm and for claims on them,
 * whatever its callers do. It checks every value as text: no value can end the line, leave a
 * quotation or start an option.
 */
final class KadminRequest {
  private static final Pattern WORD = Pattern.compile("[A-Za-z0-9./@_-]{1,600}");
  private static final Pattern VALUE = Pattern.compile("[A-Za-z0-9 =,.:_-]{1,600}");

  private static final DateTimeFormatter DATE =
      DateTimeFormatter.ofPattern("uuuu-MM-dd HH:mm:ss 'UTC'");

  /** Shows that attributes can be set; it has no meaning. */
  private static final String CLAIM_ATTRIBUTE = "kxover.test";

  private static final String OPEN = "+allow_tix";
  private static final String CLOSED = "-allow_tix";

  /**
   * Sets every other attribute that affects a crossover ticket, because a realm's defaults may set
   * any of them.
   *
   * <ul>
   *   <li>A TGT that was obtained without preauthentication is accepted, as for the realm's own
   *       services.
   *   <li>A foreign realm is not trusted with delegation.
   *   <li>Renewable tickets are allowed, because a KDC would refuse a request for one. {@code
   *       -maxrenewlife} keeps them short.
   *   <li>Postdating is denied: a ticket that starts later would end after its key.
   * </ul>
   */
  private static final String ATTRIBUTES =
      "+allow_svr +allow_tgs_req +allow_forwardable +allow_renewable +allow_proxiable"
          + " +allow_dup_skey -allow_postdated -requires_preauth -requires_hwauth -needchange"
          + " -password_changing_service -ok_as_delegate -ok_to_auth_as_delegate"
          + " -no_auth_data_required";

  private final Realm realm;

  /**
   * @param realm whose database it is; its own {@code krbtgt} is refused
   */
  KadminRequest(Realm realm) {
    this.realm = realm;
  }

  /** Lists all ticket granting services; the caller selects the crossovers. */
  static String listTicketGrantingServices() {
    return "get_principals krbtgt/*@*";
  }

  /**
   * Tests whether kadmin knows {@code type}. Changes nothing: kadmin parses the type and then
   * fails, because no principal is given.
   */
  static String probeEncryptionType(EncryptionType type) {
    return "change_password -e " + keySalts(List.of(type));
  }

  String getPrincipal(PrincipalName name) {
    return "get_principal " + word(name);
  }

  String getStrings(PrincipalName name) {
    return "get_strings " + word(name);
  }

  String setString(PrincipalName name, String key, String value) {
    return "set_string " + word(name) + " " + word(key) + " " + quoted(value);
  }

  String deleteString(PrincipalName name, String key) {
    return "del_string " + word(name) + " " + word(key);
  }

  String delete(PrincipalName name) {
    return "delete_principal -force " + word(name);
  }

  /** Removes the keys whose kvno is less than {@code kvno}. */
  String purgeKeysBelow(PrincipalName name, int kvno) {
    return "purgekeys -keepkvno " + kvno + " " + word(name);
  }

  /** Makes kadmin print the usage of ktadd, because no principal is given. */
  static String ktaddUsage() {
    return "ktadd -q";
  }

  /**
   * Writes all keys of the principal to a new keytab, and changes none. Check {@link #ktaddUsage}
   * first: a kadmin that does not know {@code -norandkey} takes it for a principal, and gives our
   * principal a random key.
   */
  String extractKeys(PrincipalName name, Path keytab) {
    return "ktadd -q -norandkey -k " + word(keytab.toString()) + " " + word(name);
  }

  String getClaim(PrincipalName crossover) {
    return "get_principal " + claim(crossover);
  }

  /** Adds the claim; fails if it exists. */
  String addClaim(PrincipalName crossover, KerberosTime token) {
    return String.format(
        "add_principal -nokey -clearpolicy -expire %s %s %s",
        date(token), CLOSED, claim(crossover));
  }

  String setStringOfClaim(PrincipalName crossover) {
    return "set_string " + claim(crossover) + " " + CLAIM_ATTRIBUTE + " 1";
  }

  /** Gives the claim a random key, of the types that the realm's kdc.conf lists. */
  String randomizeClaim(PrincipalName crossover) {
    return "change_password -randkey " + claim(crossover);
  }

  String deleteClaim(PrincipalName crossover) {
    return "delete_principal -force " + claim(crossover);
  }

  private String claim(PrincipalName crossover) {
    word(crossover);
    return ClaimName.of(crossover, realm);
  }

  /** Adds the principal with its key and its limits, closed and marked as half-made. */
  String addHalfMade(CrossoverKey key) {
    return String.format(
        "add_principal -kvno %d -e %s -clearpolicy %s %s",
        key.kvno(),
        keySalts(key.etypes()),
        CLOSED + " " + limits(key, Expirations.HALF_MADE),
        word(key));
  }

  /**
   * Adds a key with the next kvno.
   *
   * @param keepOld true to keep the older keys
   */
  String changePassword(CrossoverKey key, boolean keepOld) {
    return String.format(
        "change_password %s-e %s %s",
        keepOld ? "-keepold " : "", keySalts(key.etypes()), word(key));
  }

  /**
   * Closes the principal and marks it as half-made. Sets the kvno of its keys to 1, so that the
   * kvno of the next key, which is one higher, cannot overflow.
   */
  String close(PrincipalName name) {
    return String.format(
        "modify_principal %s -kvno 1 -expire %s %s",
        CLOSED, date(Expirations.HALF_MADE), word(name));
  }

  /** Sets the kvno of {@code key} on all keys of the principal, which must have no other kvno. */
  String renumber(CrossoverKey key) {
    return String.format("modify_principal -kvno %d %s", key.kvno(), word(key));
  }

  /**
   * Removes the password policy. Sent as a request of its own, and only if there is a policy: with
   * LDAP, kadmin fails if there is none.
   */
  String clearPolicy(PrincipalName name) {
    return "modify_principal -clearpolicy " + word(name);
  }

  /** Opens the principal, with the limits and the expiration of {@code key}. */
  String open(CrossoverKey key) {
    return String.format(
        "modify_principal %s %s %s", OPEN, limits(key, Expirations.of(key)), word(key));
  }

  /** Sets the limits and the expiration of {@code key}. A closed principal stays closed. */
  String limit(CrossoverKey key) {
    return "modify_principal " + limits(key, Expirations.of(key)) + " " + word(key);
  }

  /** Opens a principal that already has its limits, with the expiration of {@code key}. */
  String clearHalfMade(CrossoverKey key) {
    return String.format(
        "modify_principal %s -expire %s %s", OPEN, date(Expirations.of(key)), word(key));
  }

  private static String limits(CrossoverKey key, KerberosTime expiration) {
    return String.format(
        "%s -pwexpire never -maxlife %s -maxrenewlife %s -expire %s",
        ATTRIBUTES,
        seconds(key.maxTicketLife()),
        // A KDC does not check our expiration again when it renews a ticket, so a renewable ticket
        // could outlive the key.
        seconds(Duration.ZERO),
        date(expiration));
  }

  /** Strongest first, because a KDC issues tickets under the first key of the highest kvno. */
  private static String keySalts(List<EncryptionType> etypes) {
    return EncryptionType.strongestFirst(etypes).stream()
        .map(etype -> etype.mitName() + ":normal")
        .collect(Collectors.joining(","));
  }

  private static String seconds(Duration duration) {
    return quoted(duration.toSeconds() + " seconds");
  }

  private static String date(KerberosTime time) {
    return quoted(DATE.format(LocalDateTime.ofInstant(time.instant(), ZoneOffset.UTC)));
  }

  private String word(CrossoverKey key) {
    if (CrossoverName.role(key.name(), realm) != key.role()) {
      throw new IllegalArgumentException("the key does not have its role in " + realm);
    }
    return word(key.name());
  }

  /**
   * The name of a crossover between our realm and another, as a word of a request.
   *
   * @throws IllegalArgumentException for any other name
   */
  private String word(PrincipalName name) {
    PrincipalName crossover = CrossoverName.require(name);
    CrossoverName.role(crossover, realm);
    return word(crossover.toString());
  }

  /** True if {@code text} may be a word of a request. */
  static boolean isWord(String text) {
    return WORD.matcher(text).matches() && !text.startsWith("-");
  }

  private static String word(String text) {
    if (!isWord(text)) {
      throw new IllegalArgumentException("not fit for a kadmin request");
    }
    return text;
  }

  private static String quoted(String text) {
    if (!VALUE.matcher(text).matches()) {
      throw new IllegalArgumentException("not fit for a kadmin request");
    }
    return '"' + text + '"';
  }
}
