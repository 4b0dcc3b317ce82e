package org.kxover.kdb.kadmin;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.kxover.kdb.Role;
import org.kxover.kdb.StoreException;
import org.kxover.kerberos.PrincipalName;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Reads crossover principals, and tells an administrator what cannot be read in their attributes:
 * once, not at every look.
 */
final class KeyReader {
  private static final Logger LOG = LoggerFactory.getLogger(KeyReader.class);

  /** Of so many principals it is remembered what was told. */
  private static final int MAX_TOLD = 10_000;

  private final Kadmin kadmin;
  private final Map<PrincipalName, List<String>> told =
      new LinkedHashMap<>() {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<PrincipalName, List<String>> eldest) {
          return size() > MAX_TOLD;
        }
      };

  KeyReader(Kadmin kadmin) {
    this.kadmin = kadmin;
  }

  /** The principal of that name, half-made or whole. */
  Optional<CrossoverEntry> read(PrincipalName name, Role role) throws StoreException {
    Optional<PrincipalEntry> found = kadmin.getPrincipal(name);
    if (found.isEmpty()) {
      told.remove(name);
      return Optional.empty();
    }
    CrossoverEntry entry = CrossoverEntry.of(name, role, found.get(), kadmin.getStrings(name));
    tell(name, entry.complaints());
    return Optional.of(entry);
  }

  private void tell(PrincipalName name, List<String> complaints) {
    if (complaints.isEmpty()) {
      told.remove(name);
    } else if (!complaints.equals(told.put(name, complaints))) {
      complaints.forEach(
          complaint ->
              LOG.warn(
                  "{}: {}; correct it, or delete the principal; it is left as it is",
                  name,
                  complaint));
    }
  }
}
