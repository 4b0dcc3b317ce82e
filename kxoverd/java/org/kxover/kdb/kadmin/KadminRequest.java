package org.kxover.kdb.kadmin;

import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.kxover.kdb.CrossoverKey;
import org.kxover.kdb.CrossoverName;
import org.kxover.kdb.Role;
import org.kxover.kerberos.EncryptionType;
import org.kxover.kerberos.KerberosTime;
import org.kxover.kerberos.PrincipalName;
import org.kxover.kerberos.Realm;

/**
 * The request lines for kadmin, of one realm. This is the only place that makes them, and so where
 * the database is guarded: whatever goes wrong above, none is made for another principal than a
 * crossover of that realm with another one. Nothing gets into one that could end the line, leave a
 * quotation or begin an option: all values are checked again as text.
 */
final class KadminRequest {
  /**
   * The expiration of a principal that is being made: with {@code DISALLOW_ALL_TIX} it tells a
   * half-made one of ours from one that an administrator closed.
   */
  static final KerberosTime HALF_MADE = new KerberosTime(Instant.parse("1970-01-02T03:04:05Z"));

  /**
   * The expiration of a {@link Role#SERVICE} principal. The KDC heeds it when it issues a ticket,
   * and not when it reads one (krb5 1.13 to 1.22), so with a date long past the key only reads.
   */
  static final KerberosTime ISSUES_NOTHING =
      new KerberosTime(Instant.parse("1970-01-03T03:04:05Z"));

  private static final Pattern WORD = Pattern.compile("[A-Za-z0-9./@_-]{1,600}");
  private static final Pattern VALUE = Pattern.compile("[A-Za-z0-9 =,.:_-]{1,600}");

  private static final DateTimeFormatter DATE =
      DateTimeFormatter.ofPattern("uuuu-MM-dd HH:mm:ss 'UTC'");

  /**
   * Every attribute that bears on a crossover ticket, since a realm's defaults may set any of them.
   * A TGT obtained without preauthentication must do, as it does for the realm's own services; a
   * foreign realm is not trusted with delegation; renewable tickets stay allowed, because a KDC
   * turns a request for one down otherwise, and are kept short by {@code -maxrenewlife}. Postdating
   * is denied: a ticket that starts later ends later, past the end of its key.
   */
  private static final String ATTRIBUTES =
      "+allow_tix +allow_svr +allow_tgs_req +allow_forwardable +allow_renewable +allow_proxiable"
          + " +allow_dup_skey -allow_postdated -requires_preauth -requires_hwauth -needchange"
          + " -password_changing_service -ok_as_delegate -ok_to_auth_as_delegate"
          + " -no_auth_data_required";

  private final Realm realm;

  /**
   * @param realm whose database it is; its own {@code krbtgt} is none of ours
   */
  KadminRequest(Realm realm) {
    this.realm = realm;
  }

  /** All ticket granting services, of which a caller takes the crossovers. */
  static String listTicketGrantingServices() {
    return "get_principals krbtgt/*@*";
  }

  /** Names no principal: kadmin reads the type, and then misses one. */
  static String readEncryptionType(EncryptionType type) {
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

  /** Drops the keys whose kvno is less than {@code kvno}. */
  String purgeKeysBelow(PrincipalName name, int kvno) {
    return "purgekeys -keepkvno " + kvno + " " + word(name);
  }

  /** What ktadd can do: with no principal to do it to, kadmin prints its usage. */
  static String helpWithKeytabs() {
    return "ktadd -q";
  }

  /**
   * Writes all keys of the principal to a new keytab, and changes none. A kadmin that does not know
   * {@code -norandkey} takes it for a principal, and gives ours a random key; {@link
   * #helpWithKeytabs} tells.
   */
  String extractKeys(PrincipalName name, Path keytab) {
    return "ktadd -q -norandkey -k " + word(keytab.toString()) + " " + word(name);
  }

  String getClaim(PrincipalName crossover) {
    return "get_principal " + claim(crossover);
  }

  /** Adds the claim, which fails where there is one; see {@link SharedClaims}. */
  String addClaim(PrincipalName crossover, KerberosTime token) {
    return String.format(
        "add_principal -nokey -clearpolicy -expire %s -allow_tix %s",
        date(token), claim(crossover));
  }

  String deleteClaim(PrincipalName crossover) {
    return "delete_principal -force " + claim(crossover);
  }

  private String claim(PrincipalName crossover) {
    word(crossover);
    return CrossoverName.claim(crossover, realm);
  }

  /** Makes the principal with its key, closed and recognisable as half-made. */
  String addHalfMade(CrossoverKey key) {
    return String.format(
        "add_principal -kvno %d -e %s -clearpolicy -expire %s -allow_tix %s",
        key.kvno(), keySalts(key.etypes()), date(HALF_MADE), word(key));
  }

  /**
   * Adds a key of the next kvno.
   *
   * @param keepOld whether the older keys stay
   */
  String changePassword(CrossoverKey key, boolean keepOld) {
    return String.format(
        "change_password %s-e %s %s",
        keepOld ? "-keepold " : "", keySalts(key.etypes()), word(key));
  }

  /**
   * Closes the principal, recognisable as half-made. Its keys get a low kvno, so that none comes
   * near the highest when the next is added.
   */
  String close(PrincipalName name) {
    return String.format(
        "modify_principal -allow_tix -kvno 1 -expire %s %s", date(HALF_MADE), word(name));
  }

  /** Gives the kvno of {@code key} to every key of the principal, which must be its only one. */
  String renumber(CrossoverKey key) {
    return String.format("modify_principal -kvno %d %s", key.kvno(), word(key));
  }

  /**
   * Takes a password policy off. On its own, and of a principal that has one: in LDAP kadmin fails
   * where there is none to take.
   */
  String clearPolicy(PrincipalName name) {
    return "modify_principal -clearpolicy " + word(name);
  }

  /** Opens the principal, for as long and as much as {@code key} allows. */
  String open(CrossoverKey key) {
    return String.format(
        "modify_principal %s -pwexpire never -maxlife %s -maxrenewlife %s -expire %s %s",
        ATTRIBUTES,
        seconds(key.maxTicketLife()),
        // A renewed ticket lives on till the end of its renewable life; a KDC that is asked to
        // renew would not look at our expiration again. None at all needs no further thought.
        seconds(Duration.ZERO),
        date(expiration(key)),
        word(key));
  }

  /** The expiration that an open principal with {@code key} has. */
  static KerberosTime expiration(CrossoverKey key) {
    return key.role() == Role.CLIENT ? key.till().minus(key.maxTicketLife()) : ISSUES_NOTHING;
  }

  /** Strongest first: under the first key of the highest kvno a KDC issues its tickets. */
  private static String keySalts(List<EncryptionType> etypes) {
    return strongestFirst(etypes).stream()
        .map(etype -> etype.mitName() + ":normal")
        .collect(Collectors.joining(","));
  }

  static List<EncryptionType> strongestFirst(List<EncryptionType> etypes) {
    return etypes.stream().sorted(EncryptionType.WEAKEST_FIRST.reversed()).toList();
  }

  private static String seconds(Duration duration) {
    return quoted(duration.toSeconds() + " seconds");
  }

  private static String date(KerberosTime time) {
    return quoted(DATE.format(LocalDateTime.ofInstant(time.instant(), ZoneOffset.UTC)));
  }

  private String word(CrossoverKey key) {
    if (CrossoverName.role(key.name(), realm) != key.role()) {
      throw new IllegalArgumentException("not of that role in " + realm);
    }
    return word(key.name());
  }

  /**
   * The name as a word, of a crossover between this realm and another.
   *
   * @throws IllegalArgumentException for any other name
   */
  private String word(PrincipalName name) {
    PrincipalName crossover = CrossoverName.require(name);
    CrossoverName.role(crossover, realm);
    return word(crossover.toString());
  }

  /** Whether a request may have {@code text} for a word. */
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
