package org.kxover.kdb.kadmin;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.locks.ReentrantLock;
import org.kxover.kerberos.EncryptionType;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Which encryption types the KDC permits ({@code permitted_enctypes} in krb5.conf(5)). A KDC
 * refuses tickets under a key of any other type, for as long as the key lives.
 *
 * <p>A program of ours has libkrb5 read the KDC's configuration. This class runs it again when a
 * caller needs the types and the last reading is some seconds old. Safe for many threads.
 *
 * <p>A running KDC reads krb5.conf and kdc.conf again when they change, but a file that they
 * include only at its start, or when the including file changes. So a type that is permitted no
 * more counts as such at once. A type that is permitted later counts only after {@link #forget}, at
 * a reload: the administrator reloads kxoverd after the KDC's restart.
 */
public final class PermittedTypes {
  private static final Logger LOG = LoggerFactory.getLogger(PermittedTypes.class);

  /** Strangers can cause a reading, so that there is at most one in this time. */
  private static final Duration FRESH = Duration.ofSeconds(3);

  private static final Duration LIMIT = Duration.ofSeconds(5);
  private static final int MAX_OUTPUT = 64 << 10;

  private static final State NOT_READ = new State(Optional.empty(), Optional.of("not read yet"), 0);

  private final KadminSettings settings;
  private final ReentrantLock lock = new ReentrantLock();
  private volatile State state = NOT_READ;
  private volatile String lastReported = "";

  /**
   * @param reading the last one that succeeded, without the types that an earlier one did not
   *     permit
   * @param failure why the last one failed; empty if it succeeded
   * @param nanos when the last one ended
   */
  private record State(
      Optional<PermittedTypesReading> reading, Optional<String> failure, long nanos) {}

  public PermittedTypes(KadminSettings settings) {
    this.settings = settings;
  }

  /** Forgets all readings, for a reload. */
  public void forget() {
    lock.lock();
    try {
      state = NOT_READ;
    } finally {
      lock.unlock();
    }
  }

  /**
   * Returns {@code listed}, in its order, without the types that the KDC does not permit. None, if
   * no reading has succeeded yet. After a success, a failure changes nothing: a running KDC goes on
   * with what it has read, too.
   */
  public List<EncryptionType> of(List<EncryptionType> listed) {
    if (settings.kdcEnctypes().isEmpty()) {
      return listed;
    }
    State present = current();
    report(objection(present, listed).orElse(""));
    return permitted(present, listed);
  }

  /**
   * What an administrator should know about the types of {@code listed}; empty for nothing.
   *
   * @param known those of them that our program knows
   * @param program whose types these are
   */
  public Optional<String> objection(
      List<EncryptionType> listed, List<EncryptionType> known, String program) {
    List<EncryptionType> unknown = listed.stream().filter(type -> !known.contains(type)).toList();
    return unknown.isEmpty()
        ? objection(known)
        : Optional.of(program + " does not know " + EncryptionType.names(unknown));
  }

  Optional<String> objection(List<EncryptionType> listed) {
    return settings.kdcEnctypes().isEmpty() ? Optional.empty() : objection(current(), listed);
  }

  private static List<EncryptionType> permitted(State state, List<EncryptionType> listed) {
    return state.reading().isEmpty()
        ? List.of()
        : listed.stream().filter(state.reading().get()::permits).toList();
  }

  private static Optional<String> objection(State state, List<EncryptionType> listed) {
    if (state.failure().isPresent()) {
      return Optional.of(
          "cannot tell which encryption types our KDC permits: "
              + state.failure().get()
              + (state.reading().isPresent()
                  ? "; what it permitted before still counts"
                  : "; no crossover key is made until kdc_enctypes works"));
    }
    PermittedTypesReading reading = state.reading().get();
    List<EncryptionType> later = listed.stream().filter(reading::permitsLater).toList();
    if (!later.isEmpty()) {
      return Optional.of(
          "permitted_enctypes has "
              + EncryptionType.names(later)
              + " now, too, which the running KDC may not know yet: crossover keys do not use these"
              + " types until the KDC is restarted and then kxoverd is reloaded");
    }
    List<EncryptionType> without = listed.stream().filter(type -> !reading.permits(type)).toList();
    if (!without.isEmpty()) {
      return Optional.of(
          "our KDC does not permit "
              + EncryptionType.names(without)
              + ": crossover keys do not use these types; permit them in permitted_enctypes, or"
              + " remove them from encryption_types");
    }
    return reading.closed().isEmpty()
        ? Optional.empty()
        : Optional.of(
            "cannot read "
                + String.join(", ", reading.closed())
                + ", so only the other files tell which encryption types our KDC permits; let this"
                + " user read it, or list in encryption_types only what it permits");
  }

  /** One caller reads; others that come meanwhile take the last reading, if there is one. */
  private State current() {
    if (isFresh(state)) {
      return state;
    }
    if (state.reading().isPresent()) {
      if (!lock.tryLock()) {
        return state;
      }
    } else {
      lock.lock();
    }
    try {
      if (!isFresh(state)) {
        state = read(state);
      }
      return state;
    } finally {
      lock.unlock();
    }
  }

  private static boolean isFresh(State state) {
    return state.nanos() != 0 && System.nanoTime() - state.nanos() < FRESH.toNanos();
  }

  private State read(State before) {
    try {
      PermittedTypesReading now = PermittedTypesReading.parse(run());
      PermittedTypesReading counting = before.reading().map(now::after).orElse(now);
      return new State(Optional.of(counting), Optional.empty(), System.nanoTime());
    } catch (ChildException | KadminSyntaxException e) {
      return new State(before.reading(), Optional.of(e.getMessage()), System.nanoTime());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return new State(before.reading(), Optional.of("interrupted"), 0);
    }
  }

  private String run() throws ChildException, InterruptedException, KadminSyntaxException {
    try (KadminProcess program =
        KadminProcess.start(settings.kdcEnctypes(), settings.environment(), MAX_OUTPUT)) {
      program.await(
          () -> program.stdout().ended() && program.stderr().ended(),
          System.nanoTime() + LIMIT.toNanos());
      String said = program.stderr().text();
      if (!said.isEmpty()) {
        throw new KadminSyntaxException(
            settings.kdcEnctypes().get(0) + " said \"" + KadminLines.quotable(said) + '"');
      }
      return program.stdout().text();
    }
  }

  /** Reports only what differs from the last report. */
  private void report(String objection) {
    if (objection.equals(lastReported)) {
      return;
    }
    lastReported = objection;
    if (objection.isEmpty()) {
      LOG.info("our KDC permits all types in encryption_types");
    } else {
      LOG.warn("{}", objection);
    }
  }
}
