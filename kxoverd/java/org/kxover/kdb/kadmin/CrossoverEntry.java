package org.kxover.kdb.kadmin;

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
 * A crossover principal's entry together with its string attributes: what they mean to us.
 *
 * @param role that it is ours in; empty where it is not ours, or its marker says something else
 * @param said by kvno, what our attributes say that can be read, of whatever key
 * @param complaints what an administrator should correct, a line each
 */
record CrossoverEntry(
    PrincipalName name,
    PrincipalEntry entry,
    Map<String, String> strings,
    Optional<Role> role,
    SortedMap<Integer, KeyValidity> said,
    List<String> complaints) {

  /**
   * @param nameRole the role that the name gives it in this realm
   */
  static CrossoverEntry of(
      PrincipalName name, Role nameRole, PrincipalEntry entry, Map<String, String> strings) {
    SortedMap<Integer, KeyValidity> said = new TreeMap<>();
    List<String> complaints = new ArrayList<>();
    String marker = strings.get(StringAttributes.MARKER);
    if (marker == null) {
      return new CrossoverEntry(name, entry, strings, Optional.empty(), said, complaints);
    }
    Optional<Role> role = StringAttributes.role(marker).filter(nameRole::equals);
    if (role.isEmpty()) {
      complaints.add(
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
              said.put(kvno.get(), validity(entry.keys().get(kvno.get()), value));
            } else if (key.equals(StringAttributes.USED)) {
              KerberosTime.parse(value);
            } else if (StringAttributes.looksLikeOurs(key)) {
              throw new KerberosSyntaxException("no attribute of this kind is known");
            }
          } catch (KerberosSyntaxException e) {
            complaints.add(
                "string attribute "
                    + Printable.line(key, 100)
                    + " is "
                    + Printable.quote(value)
                    + ": "
                    + Printable.line(e.getMessage(), 200));
          }
        });
    return new CrossoverEntry(name, entry, strings, role, said, List.copyOf(complaints));
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
      throw new KerberosSyntaxException("the key has other etypes: " + types);
    }
    return validity;
  }

  boolean managed() {
    return strings.containsKey(StringAttributes.MARKER);
  }

  /** Whether a crash left it before it was opened, or opened again: no KDC uses it. */
  boolean isHalfMade() {
    return entry.isClosed() && entry.expiration().equals(Optional.of(KadminRequest.HALF_MADE));
  }

  /** Whether an administrator said something of it in string attributes of their own. */
  boolean hasStringsOfOthers() {
    return !strings.keySet().stream().allMatch(StringAttributes::isOurs);
  }

  /** What is said of the keys that really are in the KDB. */
  SortedMap<Integer, KeyValidity> validities() {
    SortedMap<Integer, KeyValidity> validities = new TreeMap<>(said);
    validities.keySet().retainAll(entry.keys().keySet());
    return validities;
  }

  StoredCrossover stored() {
    SortedMap<Integer, KeyValidity> keys = new TreeMap<>();
    validities()
        .forEach(
            (kvno, validity) ->
                (role.equals(Optional.of(Role.CLIENT)) ? asOpen(validity) : Optional.of(validity))
                    .ifPresent(v -> keys.put(kvno, v)));
    return new StoredCrossover(
        name, managed(), role, entry.highestKvno(), keys, entry.isClosed(), used());
  }

  /**
   * {@code validity}, ended where the last ticket under it ends: a crash after the key was changed,
   * or an administrator, may have left the principal with an earlier expiration. Empty where it
   * expires before the key is in force.
   */
  private Optional<KeyValidity> asOpen(KeyValidity validity) {
    if (entry.expiration().isEmpty()) {
      return Optional.of(validity);
    }
    KerberosTime lastEnd = entry.expiration().get().plus(entry.maxTicketLife());
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
