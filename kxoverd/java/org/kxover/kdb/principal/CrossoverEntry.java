package org.kxover.kdb.principal;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import org.kxover.kdb.KeyValidity;
import org.kxover.kdb.Role;
import org.kxover.kdb.StoredCrossover;
import org.kxover.kerberos.EncryptionType;
import org.kxover.kerberos.KerberosSyntaxException;
import org.kxover.kerberos.KerberosTime;
import org.kxover.kerberos.PrincipalName;
import org.kxover.kerberos.Printable;

/**
 * A crossover principal's entry and its string attributes, interpreted.
 *
 * @param role from our marker; empty if there is no marker, or if it does not fit the name
 * @param described the validity by kvno, from our readable attributes, whether the key exists or
 *     not
 * @param problems what an administrator should correct, one line each
 */
record CrossoverEntry(
    PrincipalName name,
    PrincipalEntry entry,
    Map<String, String> strings,
    Optional<Role> role,
    SortedMap<Integer, KeyValidity> described,
    List<String> problems) {

  /**
   * @param nameRole the role of our realm according to the name
   */
  static CrossoverEntry of(
      PrincipalName name, Role nameRole, PrincipalEntry entry, Map<String, String> strings) {
    SortedMap<Integer, KeyValidity> described = new TreeMap<>();
    List<String> problems = new ArrayList<>();
    String marker = strings.get(StringAttributes.MARKER);
    if (marker == null) {
      return new CrossoverEntry(name, entry, strings, Optional.empty(), described, problems);
    }
    Optional<Role> role = StringAttributes.role(marker).filter(nameRole::equals);
    if (role.isEmpty()) {
      problems.add(
          "string attribute "
              + StringAttributes.MARKER
              + " should be \""
              + StringAttributes.marker(nameRole)
              + "\", is "
              + Printable.quote(marker));
    }
    strings.forEach(
        (key, value) -> {
          try {
            Optional<Integer> kvno = StringAttributes.kvno(key);
            if (kvno.isPresent()) {
              described.put(kvno.get(), validity(entry.keys().get(kvno.get()), value));
            } else if (key.equals(StringAttributes.USED)) {
              KerberosTime.parse(value);
            } else if (key.equals(StringAttributes.BLOCKED) && !entry.isClosed()) {
              throw new KerberosSyntaxException(
                  "the principal is open (kxover block closes it, kxover unblock ends this)");
            } else if (StringAttributes.looksLikeOurs(key)) {
              throw new KerberosSyntaxException("kxoverd knows no attribute of this name");
            }
          } catch (KerberosSyntaxException e) {
            problems.add(
                "string attribute "
                    + Printable.line(key, 100)
                    + " is "
                    + Printable.quote(value)
                    + ": "
                    + Printable.line(e.getMessage(), 200));
          }
        });
    return new CrossoverEntry(name, entry, strings, role, described, List.copyOf(problems));
  }

  private Optional<KerberosTime> used() {
    try {
      return role.isPresent() && strings.containsKey(StringAttributes.USED)
          ? Optional.of(KerberosTime.parse(strings.get(StringAttributes.USED)))
          : Optional.empty();
    } catch (KerberosSyntaxException e) {
      return Optional.empty();
    }
  }

  private static KeyValidity validity(List<String> types, String value)
      throws KerberosSyntaxException {
    KeyValidity validity = StringAttributes.parseValidity(value);
    if (types != null && !mitNames(validity.etypes()).equals(Set.copyOf(types))) {
      throw new KerberosSyntaxException("the key in the database has other etypes: " + types);
    }
    return validity;
  }

  boolean managed() {
    return strings.containsKey(StringAttributes.MARKER);
  }

  /**
   * True if a write stopped before it opened the principal: no KDC uses it. One that is blocked
   * counts as complete, as nobody must make it anew.
   */
  boolean isHalfMade() {
    return entry.isClosed()
        && entry.expiration().equals(Optional.of(Expirations.HALF_MADE))
        && !isBlocked();
  }

  /** True if it is ours and {@code kxover block} has marked it, even if it is open. */
  boolean isBlocked() {
    return managed() && strings.containsKey(StringAttributes.BLOCKED);
  }

  /** True if it is ours and open, and all our attributes can be read. */
  boolean mayChange() {
    return role.isPresent() && !entry.isClosed() && !isBlocked() && problems.isEmpty();
  }

  /** True if an administrator added string attributes. */
  boolean hasForeignStrings() {
    return !strings.keySet().stream().allMatch(StringAttributes::isOurs);
  }

  /** The described validities of keys that are in the KDB. */
  SortedMap<Integer, KeyValidity> validities() {
    SortedMap<Integer, KeyValidity> validities = new TreeMap<>(described);
    validities.keySet().retainAll(entry.keys().keySet());
    return validities;
  }

  StoredCrossover stored() {
    SortedMap<Integer, KeyValidity> keys = new TreeMap<>();
    validities()
        .forEach(
            (kvno, validity) ->
                (role.equals(Optional.of(Role.CLIENT))
                        ? limitedByExpiration(validity)
                        : Optional.of(validity))
                    .ifPresent(v -> keys.put(kvno, v)));
    return new StoredCrossover(
        name,
        managed(),
        role,
        entry.highestKvno(),
        keys,
        entry.isClosed() || isBlocked(),
        used(),
        isBlocked());
  }

  /**
   * Returns {@code validity}, shortened to the end of the last ticket that the principal's
   * expiration allows. The expiration may be too early after a crash between the new key and its
   * limits, or because an administrator changed it. Empty if the principal expires before the key
   * comes into force.
   */
  private Optional<KeyValidity> limitedByExpiration(KeyValidity validity) {
    if (entry.expiration().isEmpty()) {
      return Optional.of(validity);
    }
    KerberosTime lastEnd =
        entry.expiration().get().plus(entry.maxTicketLife()).plus(KeyValidity.MARGIN);
    if (!lastEnd.isBefore(validity.till())) {
      return Optional.of(validity);
    }
    return validity.from().isBefore(lastEnd)
        ? Optional.of(validity.endingAt(lastEnd))
        : Optional.empty();
  }

  static Set<String> mitNames(List<EncryptionType> etypes) {
    Set<String> names = new LinkedHashSet<>();
    etypes.forEach(etype -> names.add(etype.mitName()));
    return names;
  }
}
