package org.kxover.kdb.principal;

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
 * Reads crossover principals. Logs attributes of ours that cannot be read: once, not at every read.
 */
final class KeyReader {
  private static final Logger LOG = LoggerFactory.getLogger(KeyReader.class);

  /** The number of principals whose last report is remembered. */
  private static final int MAX_REMEMBERED = 10_000;

  private final Principals principals;
  private final Map<PrincipalName, List<String>> reported =
      new LinkedHashMap<>() {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<PrincipalName, List<String>> eldest) {
          return size() > MAX_REMEMBERED;
        }
      };

  KeyReader(Principals principals) {
    this.principals = principals;
  }

  /** Reads the principal of that name, even if it is half-made; empty if there is none. */
  Optional<CrossoverEntry> read(PrincipalName name, Role role) throws StoreException {
    Optional<PrincipalEntry> found = principals.get(name);
    if (found.isEmpty()) {
      reported.remove(name);
      return Optional.empty();
    }
    CrossoverEntry entry = CrossoverEntry.of(name, role, found.get(), principals.strings(name));
    report(name, entry.problems());
    return Optional.of(entry);
  }

  private void report(PrincipalName name, List<String> problems) {
    if (problems.isEmpty()) {
      reported.remove(name);
    } else if (!problems.equals(reported.put(name, problems))) {
      problems.forEach(
          problem ->
              LOG.warn(
                  "{}: {}; kxoverd does not change this principal: correct the attribute or delete the principal",
                  name,
                  problem));
    }
  }
}
