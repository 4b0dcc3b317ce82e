package org.kxover.kdb;

import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import org.kxover.kerberos.EncryptionType;
import org.kxover.kerberos.KerberosSyntaxException;
import org.kxover.kerberos.KerberosTime;
import org.kxover.kerberos.PrincipalName;
import org.kxover.kerberos.Printable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A crossover principal's entry together with its string attributes: what they mean to us.
 *
 * @param nameRole the role that the name gives it in this realm
 */
record CrossoverEntry(
    PrincipalName name, Role nameRole, PrincipalEntry entry, Map<String, String> strings) {
  private static final Logger LOG = LoggerFactory.getLogger(CrossoverEntry.class);

  /** Whether a crash left it before it was opened, so that nothing ever used it. */
  boolean isHalfMade() {
    return entry.isClosed() && entry.expiration().equals(Optional.of(KadminRequest.HALF_MADE));
  }

  StoredCrossover stored() {
    String marker = strings.get(StringAttributes.MARKER);
    return new StoredCrossover(
        name,
        marker != null,
        marker == null ? Optional.empty() : role(marker),
        entry.highestKvno(),
        marker == null ? new TreeMap<>() : keys());
  }

  private Optional<Role> role(String marker) {
    Optional<Role> role = StringAttributes.role(marker).filter(nameRole::equals);
    if (role.isEmpty()) {
      LOG.warn(
          "{}: string attribute {} should be \"{}\", is {}; correct it or delete the principal",
          name,
          StringAttributes.MARKER,
          StringAttributes.marker(nameRole),
          Printable.quote(marker));
    }
    return role;
  }

  private SortedMap<Integer, KeyValidity> keys() {
    SortedMap<Integer, KeyValidity> keys = new TreeMap<>();
    entry.keys().forEach((kvno, types) -> validity(kvno, types).ifPresent(v -> keys.put(kvno, v)));
    return keys;
  }

  /** What our attribute says of the key {@code kvno}, where it can be read and fits the key. */
  private Optional<KeyValidity> validity(int kvno, List<String> types) {
    String key = StringAttributes.key(kvno);
    String value = strings.get(key);
    if (value == null) {
      return Optional.empty();
    }
    try {
      KeyValidity validity = StringAttributes.parseValidity(value);
      if (!mitNames(validity.etypes()).equals(Set.copyOf(types))) {
        throw new KerberosSyntaxException("the key has other etypes: " + types);
      }
      return Optional.of(nameRole == Role.CLIENT ? asOpen(validity) : validity);
    } catch (KerberosSyntaxException e) {
      LOG.warn(
          "{}: string attribute {} is {}, ignored: {}",
          name,
          key,
          Printable.quote(value),
          Printable.line(e.getMessage(), 200));
      return Optional.empty();
    }
  }

  /**
   * {@code validity}, ended where the last ticket under it ends: a crash after the key was changed,
   * or an administrator, may have left the principal with an earlier expiration.
   */
  private KeyValidity asOpen(KeyValidity validity) throws KerberosSyntaxException {
    if (entry.expiration().isEmpty()) {
      return validity;
    }
    KerberosTime lastEnd = entry.expiration().get().plus(entry.maxTicketLife());
    if (!lastEnd.isBefore(validity.till())) {
      return validity;
    }
    if (!validity.from().isBefore(lastEnd)) {
      throw new KerberosSyntaxException("the principal expires before the key is in force");
    }
    return new KeyValidity(
        validity.from(), lastEnd, validity.etypes(), validity.peer(), validity.namedGroup());
  }

  static Set<String> mitNames(List<EncryptionType> etypes) {
    Set<String> names = new LinkedHashSet<>();
    etypes.forEach(etype -> names.add(etype.mitName()));
    return names;
  }
}
