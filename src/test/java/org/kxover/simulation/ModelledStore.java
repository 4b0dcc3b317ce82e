package org.kxover.simulation;

import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Predicate;
import org.kxover.kdb.CrossoverKey;
import org.kxover.kdb.CrossoverWalk;
import org.kxover.kdb.ForwardingStore;
import org.kxover.kdb.MemoryStore;
import org.kxover.kdb.StoreException;
import org.kxover.kdb.StoredCrossover;
import org.kxover.kerberos.KerberosTime;
import org.kxover.kerberos.PrincipalName;

/** The store in memory, whose writes take simulated time one after the other. */
final class ModelledStore extends ForwardingStore {
  private final MemoryStore memory;
  private final VirtualClock clock;
  private final long writeTime;
  private final long passInterval;
  private long lastPass = -VirtualClock.DAY;
  private long busyUntil;
  private long changes;

  /**
   * @param writeTime of one key, in nanoseconds
   * @param passInterval the least time between two passes of key maintenance, in nanoseconds
   */
  ModelledStore(VirtualClock clock, long writeTime, long passInterval) {
    this(new MemoryStore(clock), clock, writeTime, passInterval);
  }

  private ModelledStore(MemoryStore memory, VirtualClock clock, long writeTime, long passInterval) {
    super(memory);
    this.memory = memory;
    this.clock = clock;
    this.writeTime = writeTime;
    this.passInterval = passInterval;
    memory.takeKeys(true);
    memory.forgetWrites();
  }

  /** The number of crossovers. */
  int size() {
    return memory.size();
  }

  /** How many times the database was changed. */
  long changes() {
    return changes;
  }

  /** Begins a pass. */
  @Override
  public CrossoverWalk walk(Consumer<PrincipalName> listed) throws StoreException {
    long now = clock.nanos();
    if (now < lastPass + passInterval) {
      throw new StoreException(StoreException.Reason.BUSY, "the next pass comes later");
    }
    lastPass = now;
    return super.walk(listed);
  }

  @Override
  public StoredCrossover write(CrossoverKey key, Optional<StoredCrossover> before)
      throws StoreException {
    changes++;
    long begin = Math.max(clock.nanos(), busyUntil);
    busyUntil = begin + writeTime;
    clock.advance(busyUntil - clock.nanos());
    return super.write(key, before);
  }

  @Override
  public void noteUse(PrincipalName crossover, KerberosTime when) throws StoreException {
    changes++;
    super.noteUse(crossover, when);
  }

  @Override
  public boolean confirm(PrincipalName crossover, int kvno, Predicate<StoredCrossover> allowed)
      throws StoreException {
    changes++;
    return super.confirm(crossover, kvno, allowed);
  }
}
