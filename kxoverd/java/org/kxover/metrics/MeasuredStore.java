package org.kxover.metrics;

import io.prometheus.metrics.core.metrics.Histogram;
import io.prometheus.metrics.model.snapshots.Unit;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Predicate;
import org.kxover.kdb.CrossoverKey;
import org.kxover.kdb.CrossoverNames;
import org.kxover.kdb.CrossoverStore;
import org.kxover.kdb.CrossoverWalk;
import org.kxover.kdb.ForwardingStore;
import org.kxover.kdb.StoreException;
import org.kxover.kdb.StoredCrossover;
import org.kxover.kerberos.EncryptionKey;
import org.kxover.kerberos.EncryptionType;
import org.kxover.kerberos.KerberosTime;
import org.kxover.kerberos.PrincipalName;
import org.kxover.watch.DatabaseWrites;

/** Measures the duration, including the wait for the store's lock, and the outcome of each call. */
final class MeasuredStore extends ForwardingStore {
  private final Histogram times;
  private final String realm;
  private final DatabaseWrites writes;

  /**
   * @param times a histogram with the labels realm, operation and outcome
   * @param writes hears of each change of the database
   */
  MeasuredStore(CrossoverStore store, Histogram times, String realm, DatabaseWrites writes) {
    super(store);
    this.times = times;
    this.realm = realm;
    this.writes = writes;
  }

  private interface Call<T> {
    T run() throws StoreException;
  }

  private <T> T measured(String operation, Call<T> call) throws StoreException {
    long start = System.nanoTime();
    String outcome = "failed";
    try {
      T result = call.run();
      outcome = "success";
      return result;
    } catch (StoreException e) {
      outcome = e.reason().name().toLowerCase(Locale.ROOT);
      throw e;
    } finally {
      times
          .labelValues(realm, operation, outcome)
          .observe(Unit.nanosToSeconds(System.nanoTime() - start));
    }
  }

  /** As {@link #measured}, for a call that changes the database whenever it succeeds. */
  private <T> T changing(String operation, Call<T> call) throws StoreException {
    try {
      T result = measured(operation, call);
      writes.succeeded();
      return result;
    } catch (StoreException e) {
      writes.failed(e.reason());
      throw e;
    }
  }

  @Override
  public Optional<StoredCrossover> find(PrincipalName crossover) throws StoreException {
    return measured("find", () -> super.find(crossover));
  }

  @Override
  public Optional<EncryptionKey> key(PrincipalName crossover, int kvno, EncryptionType type)
      throws StoreException {
    return measured("key", () -> super.key(crossover, kvno, type));
  }

  @Override
  public StoredCrossover write(CrossoverKey key, Optional<StoredCrossover> before)
      throws StoreException {
    return changing("write", () -> super.write(key, before));
  }

  @Override
  public void requireWritable(PrincipalName crossover, Optional<StoredCrossover> before)
      throws StoreException {
    changing(
        "require_writable",
        () -> {
          super.requireWritable(crossover, before);
          return null;
        });
  }

  /** Until the database has listed them; how long the caller reads is its own affair. */
  @Override
  public CrossoverNames names() throws StoreException {
    return measured("list", super::names);
  }

  /** As {@link #names}. */
  @Override
  public CrossoverWalk walk(Consumer<PrincipalName> listed) throws StoreException {
    return measured("list", () -> super.walk(listed));
  }

  @Override
  public Optional<StoredCrossover> removeExpired(PrincipalName crossover) throws StoreException {
    return measured("end", () -> super.removeExpired(crossover));
  }

  @Override
  public boolean delete(PrincipalName crossover) throws StoreException {
    return measured("delete", () -> super.delete(crossover));
  }

  @Override
  public void noteUse(PrincipalName crossover, KerberosTime when) throws StoreException {
    changing(
        "note_use",
        () -> {
          super.noteUse(crossover, when);
          return null;
        });
  }

  @Override
  public boolean confirm(PrincipalName crossover, int kvno, Predicate<StoredCrossover> allowed)
      throws StoreException {
    return measured("confirm", () -> super.confirm(crossover, kvno, allowed));
  }
}
