package org.kxover.serving;

import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.kxover.base.Comparables;
import org.kxover.kerberos.PrincipalName;

/** The exchanges in work whose other realm has said its name. */
final class ActiveExchanges {
  private final Set<Entry> entries = ConcurrentHashMap.newKeySet();

  /** One exchange. Not a record: two for one name, begun at once, are two. */
  final class Entry implements AutoCloseable {
    private final PrincipalName name;
    private final long start = System.nanoTime();

    private Entry(PrincipalName name) {
      this.name = name;
    }

    /** By {@link System#nanoTime}, when {@code time} has gone since the exchange began. */
    long after(Duration time) {
      return start + time.toNanos();
    }

    /** The exchange is in work no more. */
    @Override
    public void close() {
      entries.remove(this);
    }
  }

  /** Counts an exchange as in work till the entry is closed. */
  Entry begin(PrincipalName name) {
    Entry entry = new Entry(name);
    entries.add(entry);
    return entry;
  }

  /** For how long each is in work; of several for one name the longest time. */
  Map<PrincipalName, Duration> times() {
    long now = System.nanoTime();
    Map<PrincipalName, Duration> times = new HashMap<>();
    entries.forEach(
        entry -> times.merge(entry.name, Duration.ofNanos(now - entry.start), Comparables::max));
    return times;
  }
}
