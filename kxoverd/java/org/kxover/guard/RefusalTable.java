package org.kxover.guard;

import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.kxover.kerberos.Realm;

/**
 * What the guards refused last, for each service, and how often for which reason. It is in memory
 * only, so a restart of the daemon forgets it. Thread-safe.
 */
public final class RefusalTable {
  /** The services that it remembers; the one that was refused the longest ago goes first. */
  static final int MAX_SERVICES = 1024;

  private final Map<String, Entry> last = new LinkedHashMap<>();
  private final Map<Kind, Long> counts = new TreeMap<>();

  /**
   * The last refusal for a service.
   *
   * @param count how many there were since {@code first}
   */
  public record Entry(GuardRefusal refusal, long count, Instant first, Instant when) {}

  /** A known reason, or {@link GuardRefusal#OTHER}, and a mode of the guard. */
  public record Kind(String reason, String mode) implements Comparable<Kind> {
    @Override
    public int compareTo(Kind other) {
      return (reason + " " + mode).compareTo(other.reason + " " + other.mode);
    }
  }

  /** Adds a refusal. */
  public synchronized void add(GuardRefusal refusal, Instant now) {
    counts.merge(new Kind(refusal.knownReason(), refusal.mode()), 1L, Long::sum);
    Entry before = last.remove(refusal.service());
    last.put(
        refusal.service(),
        before == null
            ? new Entry(refusal, 1, now, now)
            : new Entry(refusal, before.count() + 1, before.first(), now));
    if (last.size() > MAX_SERVICES) {
      last.remove(last.keySet().iterator().next());
    }
  }

  /** The last refusal for each service of the realm, the newest first. */
  public synchronized List<Entry> of(Realm realm) {
    List<Entry> found = new ArrayList<>();
    for (Entry entry : last.values()) {
      if (entry.refusal().service().endsWith("@" + realm)) {
        found.add(entry);
      }
    }
    Collections.reverse(found);
    return found;
  }

  /** The number of refusals of each kind since the start. */
  public synchronized Map<Kind, Long> counts() {
    return new TreeMap<>(counts);
  }
}
