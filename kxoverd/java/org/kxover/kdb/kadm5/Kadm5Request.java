package org.kxover.kdb.kadm5;

import java.util.Arrays;
import java.util.List;
import java.util.regex.Pattern;
import org.kxover.kdb.CrossoverKey;
import org.kxover.kdb.CrossoverName;
import org.kxover.kdb.Role;
import org.kxover.kdb.principal.Expirations;
import org.kxover.kdb.principal.WholePrincipals.Extent;
import org.kxover.kerberos.EncryptionKey;
import org.kxover.kerberos.EncryptionType;
import org.kxover.kerberos.KerberosTime;
import org.kxover.kerberos.PrincipalName;
import org.kxover.kerberos.Realm;

/**
 * Builds the requests for the program, for one realm. No other class builds them, so this class
 * guards the database. A request has the other realm and our role, never the name of a principal:
 * it is about a crossover of our realm, or about the claim on one, whatever its callers do. The
 * kinds are those of {@code kxoverd/c/server.c}. The caller closes each request.
 */
final class Kadm5Request {
  private static final Pattern ATTRIBUTE = Pattern.compile("[A-Za-z0-9._-]{1,600}");
  private static final Pattern VALUE = Pattern.compile("[A-Za-z0-9 =,.:_-]{1,600}");

  private final Realm realm;

  /**
   * @param realm whose database it is; its own {@code krbtgt} is refused
   */
  Kadm5Request(Realm realm) {
    this.realm = realm;
  }

  /** Asks for the program's version, realm and encryption types. */
  static Kadm5Frame hello() {
    return new Kadm5Frame('h', false);
  }

  /** Lists the crossovers. */
  static Kadm5Frame list() {
    return new Kadm5Frame('l', false);
  }

  /** Reads the next crossovers of the last listing, and says MORE; at the end, none. */
  static Kadm5Frame walkOn(int most) {
    return new Kadm5Frame('w', false).count(most);
  }

  /** Does nothing, with a request of {@code length} octets or a little more. */
  static Kadm5Frame nothing(int length) {
    return new Kadm5Frame('n', false).octets(new byte[Math.min(length, Kadm5Frame.MAX_LENGTH - 3)]);
  }

  Kadm5Frame getPrincipal(PrincipalName name) {
    return about('g', name, false);
  }

  Kadm5Frame getStrings(PrincipalName name) {
    return about('s', name, false);
  }

  Kadm5Frame getKey(PrincipalName name, int kvno, EncryptionType type) {
    return about('k', name, false).number(kvno).number(type.number());
  }

  Kadm5Frame setString(PrincipalName name, String key, String value) {
    return about('S', name, false).text(fit(ATTRIBUTE, key)).text(fit(VALUE, value));
  }

  Kadm5Frame deleteString(PrincipalName name, String key) {
    return about('D', name, false).text(fit(ATTRIBUTE, key));
  }

  /** Writes a key with all that belongs to it, and opens the principal. */
  Kadm5Frame write(CrossoverKey key, Extent extent) {
    Kadm5Frame frame =
        about('W', key)
            .octet(extent.isNew() ? 1 : 0)
            .number(key.maxTicketLife().toSeconds())
            .number(seconds(Expirations.of(key)));
    boolean whole = false;
    try {
      addKeys(frame.octet(extent.keepOld() ? 1 : 0), key);
      addStrings(frame, extent);
      whole = true;
      return frame;
    } finally {
      if (!whole) {
        frame.close();
      }
    }
  }

  /** Strongest first, because a KDC issues tickets under the first key of the highest kvno. */
  private static void addKeys(Kadm5Frame frame, CrossoverKey key) {
    List<EncryptionType> types = EncryptionType.strongestFirst(key.etypes());
    frame.number(key.kvno()).octet(key.isPassword() ? 1 : 0).octet(types.size());
    for (EncryptionType type : types) {
      frame.number(type.number());
      if (!key.isPassword()) {
        add(frame, key.keys().stream().filter(one -> one.type() == type).findFirst().orElseThrow());
      }
    }
    if (key.isPassword()) {
      frame.octets(key.password());
    }
  }

  /** An empty value removes the attribute. */
  private static void addStrings(Kadm5Frame frame, Extent extent) {
    frame.octet(extent.strings().size() + extent.removed().size());
    extent
        .strings()
        .forEach((name, value) -> frame.text(fit(ATTRIBUTE, name)).text(fit(VALUE, value)));
    extent.removed().forEach(name -> frame.text(fit(ATTRIBUTE, name)).text(""));
  }

  private static void add(Kadm5Frame frame, EncryptionKey key) {
    byte[] octets = key.octets();
    try {
      frame.octets(octets);
    } finally {
      Arrays.fill(octets, (byte) 0);
    }
  }

  Kadm5Frame clearPolicy(PrincipalName name) {
    return about('Y', name, false);
  }

  /** Removes the keys whose kvno is less than {@code kvno}. */
  Kadm5Frame purgeKeysBelow(PrincipalName name, int kvno) {
    return about('U', name, false).number(kvno);
  }

  Kadm5Frame delete(PrincipalName name) {
    return about('X', name, false);
  }

  Kadm5Frame getClaim(PrincipalName crossover) {
    return about('c', crossover, false);
  }

  /** Adds the claim; fails if it exists. */
  Kadm5Frame addClaim(PrincipalName crossover, KerberosTime token) {
    return about('+', crossover, false).number(seconds(token));
  }

  /** Gives the claim a string attribute and a random key. */
  Kadm5Frame changeClaim(PrincipalName crossover) {
    return about('!', crossover, false);
  }

  Kadm5Frame deleteClaim(PrincipalName crossover) {
    return about('-', crossover, false);
  }

  private static long seconds(KerberosTime time) {
    return time.instant().getEpochSecond();
  }

  private Kadm5Frame about(char kind, CrossoverKey key) {
    if (CrossoverName.role(key.name(), realm) != key.role()) {
      throw new IllegalArgumentException("the key does not have its role in " + realm);
    }
    return about(kind, key.name(), true);
  }

  /**
   * A request about the crossover between our realm and another.
   *
   * @throws IllegalArgumentException for any other name
   */
  private Kadm5Frame about(char kind, PrincipalName name, boolean secret) {
    PrincipalName crossover = CrossoverName.require(name);
    Role role = CrossoverName.role(crossover, realm);
    String peer =
        role == Role.CLIENT ? crossover.components().get(1) : crossover.realm().toString();
    return new Kadm5Frame(kind, secret).octet(role == Role.CLIENT ? 'c' : 's').text(peer);
  }

  private static String fit(Pattern pattern, String text) {
    if (!pattern.matcher(text).matches()) {
      throw new IllegalArgumentException("not fit for a request");
    }
    return text;
  }
}
