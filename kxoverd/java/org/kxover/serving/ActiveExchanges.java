package org.kxover.serving;

import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.LongSupplier;
import org.kxover.base.Comparables;
import org.kxover.kerberos.PrincipalName;

/** The incoming exchanges in progress whose peer has named its realm. */
final class ActiveExchanges {
  private final Set<Entry> entries = ConcurrentHashMap.newKeySet();
  private final LongSupplier nanos;

  /**
   * @param nanos a clock like {@link System#nanoTime}
   */
  ActiveExchanges(LongSupplier nanos) {
    this.nanos = nanos;
  }

  /** One exchange. Not a record: two exchanges with equal fields must stay two entries. */
  final class Entry implements AutoCloseable {
    private final PrincipalName name;
    private final long start = nanos.getAsLong();

    private Entry(PrincipalName name) {
      this.name = name;
    }

    /** The time of the clock at which the exchange has taken {@code time}. */
    long after(Duration time) {
      return start + time.toNanos();
    }

    /** Ends the exchange. */
    @Override
    public void close() {
      entries.remove(this);
    }
  }

  /** Begins an exchange. It ends when the entry is closed. */
  Entry begin(PrincipalName name) {
    Entry entry = new Entry(name);
    entries.add(entry);
    return entry;
  }

  /** How long each exchange has been running. Of several with one name the longest time counts. */
  Map<PrincipalName, Duration> times() {
    long now = nanos.getAsLong();
    Map<PrincipalName, Duration> times = new HashMap<>();
    entries.forEach(
        entry -> times.merge(entry.name, Duration.ofNanos(now - entry.start), Comparables::max));
    return times;
  }
}
