package org.kxover.kdb.kadm5;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import org.kxover.kdb.StoreException;
import org.kxover.kdb.StoreException.Reason;
import org.kxover.kdb.StoreListener;
import org.kxover.kdb.kadm5.Kadm5Reply.Status;
import org.kxover.kdb.kadm5.Kadm5Reply.SyntaxException;
import org.kxover.kdb.kadmin.ChildException;
import org.kxover.kdb.kadmin.DatabaseSpace;
import org.kxover.kdb.kadmin.KadminAdvice;
import org.kxover.kdb.kadmin.KadminLines;
import org.kxover.kdb.kadmin.KadminSettings;
import org.kxover.kerberos.EncryptionType;
import org.kxover.kerberos.Realm;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Keeps the program running and sends it requests, one at a time. A child that gives an unexpected
 * reply is killed, and the next request starts a new one. A read is sent again to a new child if
 * its child had ended. A change is never sent twice.
 */
final class Kadm5 implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(Kadm5.class);
  private static final int VERSION = 2;

  private final Realm realm;
  private final KadminSettings settings;
  private final StoreListener listener;
  private final ChangeTimes changeTimes = new ChangeTimes();
  private volatile List<EncryptionType> types = List.of(EncryptionType.values());
  private Kadm5Process current;
  private long started;
  private String lastReported = "";
  private boolean closed;

  Kadm5(Realm realm, KadminSettings settings, StoreListener listener) {
    this.realm = realm;
    this.settings = settings;
    this.listener = listener;
  }

  /** Reads the fields of a reply. */
  interface Reading<T> {
    T read(Kadm5Reply reply) throws SyntaxException;
  }

  /** Sends a request that changes nothing, so that it may be sent twice; closes it. */
  <T> T read(Kadm5Frame request, String action, Reading<T> reading) throws StoreException {
    try (request) {
      try {
        return attempt(request, action, reading, Reason.BUSY);
      } catch (ChildException e) {
        if (e.kind() != ChildException.Kind.ENDED) {
          throw failed(action, e, Reason.FAILED);
        }
        LOG.info("the program of the setting kadm5 had ended; starting it again for {}", action);
      }
      try {
        return attempt(request, action, reading, Reason.BUSY);
      } catch (ChildException e) {
        throw failed(action, e, Reason.FAILED);
      }
    }
  }

  /**
   * Sends a request that makes a change, if there is enough free space, and closes it. It is sent
   * once.
   *
   * @return DONE, ABSENT or EXISTS
   */
  Status change(Kadm5Frame request, String action) throws StoreException {
    try (request) {
      requireSpace(action);
      long begin = System.nanoTime();
      Status status =
          attempt(
              request,
              action,
              reply -> {
                reply.end();
                return reply.status();
              },
              Reason.UNCERTAIN);
      changeTimes.note(System.nanoTime() - begin);
      return status;
    } catch (ChildException e) {
      boolean sent = e.kind() != ChildException.Kind.NOT_STARTED;
      throw failed(action, e, sent ? Reason.UNCERTAIN : Reason.FAILED);
    }
  }

  /**
   * @param ifInterrupted whether a change may have been made then
   */
  private synchronized <T> T attempt(
      Kadm5Frame request, String action, Reading<T> reading, Reason ifInterrupted)
      throws ChildException, StoreException {
    boolean done = false;
    long deadline = deadline();
    try {
      Kadm5Process child = child(deadline);
      try (Kadm5Reply reply = child.exchange(request, deadline)) {
        if (reply.status() == Status.FAILED) {
          StoreException refused = refused(action, reply.number(), reply.text());
          retire();
          throw refused;
        }
        T result = reading.read(reply);
        done = true;
        return result;
      } catch (SyntaxException e) {
        throw child.unusable(e);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new StoreException(
          ifInterrupted, action + ": interrupted while waiting for the program", e);
    } finally {
      if (!done) {
        discard();
      }
    }
  }

  /** The median of the last changes; empty before the third one. */
  Optional<Duration> changeTime() {
    return changeTimes.median();
  }

  private long deadline() {
    return System.nanoTime() + settings.commandTimeout().toNanos();
  }

  /** Fails if a change would fail for want of free space. Sends nothing. */
  synchronized void requireSpace(String action) throws StoreException {
    try {
      OptionalLong space = DatabaseSpace.freeOctets(child(deadline()).handle());
      if (space.isPresent() && space.getAsLong() < settings.leastFree()) {
        throw DatabaseSpace.shortage(action, space.getAsLong());
      }
    } catch (ChildException e) {
      throw failed(action, e, Reason.FAILED);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new StoreException(Reason.BUSY, action + ": interrupted", e);
    }
  }

  /**
   * Starts the program if it does not run, and waits until it has opened the database.
   *
   * @return true if it is ready
   */
  synchronized boolean await(Duration limit) throws InterruptedException {
    try {
      child(System.nanoTime() + limit.toNanos());
      return true;
    } catch (ChildException e) {
      return false;
    }
  }

  /** Returns {@code listed} without the types that the program is known to lack. */
  List<EncryptionType> possible(List<EncryptionType> listed) {
    return listed.stream().filter(types::contains).toList();
  }

  /**
   * Replaces a child after its time. The database's library keeps files open, and a new child finds
   * a database that was loaded meanwhile.
   */
  private Kadm5Process child(long deadline) throws ChildException, InterruptedException {
    if (closed) {
      throw new ChildException(ChildException.Kind.NOT_STARTED, "the store is closed");
    }
    if (current != null && System.nanoTime() - started > settings.session().toNanos()) {
      retire();
    }
    if (current == null || !current.isAlive()) {
      discard();
      try {
        current = start(deadline);
        started = System.nanoTime();
        report("");
      } catch (ChildException e) {
        report(e.getMessage());
        throw e;
      }
    }
    return current;
  }

  /** Starts the program and waits for its greeting. */
  private Kadm5Process start(long deadline) throws ChildException, InterruptedException {
    Kadm5Process child = Kadm5Process.start(settings);
    boolean ready = false;
    try (Kadm5Frame hello = Kadm5Request.hello();
        Kadm5Reply reply = child.exchange(hello, deadline)) {
      types = greeting(reply);
      ready = true;
      return child;
    } catch (ChildException e) {
      // No request has been sent, whatever the reason.
      throw new ChildException(ChildException.Kind.NOT_STARTED, e.getMessage(), e);
    } catch (SyntaxException e) {
      throw new ChildException(
          ChildException.Kind.NOT_STARTED, "its greeting is not understood: " + e.getMessage(), e);
    } finally {
      if (!ready) {
        child.kill();
      }
    }
  }

  private List<EncryptionType> greeting(Kadm5Reply reply) throws SyntaxException {
    if (reply.status() != Status.DONE
        || reply.octet() != VERSION
        || !reply.text().equals(realm.name())) {
      throw new SyntaxException("it is of another version, or serves another realm");
    }
    List<EncryptionType> known = new ArrayList<>();
    for (int left = reply.count(); left > 0; left--) {
      EncryptionType.ofNumber(reply.number()).ifPresent(known::add);
    }
    reply.end();
    return List.copyOf(known);
  }

  /** Reports a failure only if its reason differs from the last report. */
  private void report(String reason) {
    if (reason.isEmpty()) {
      listener.ready();
    } else if (!reason.equals(lastReported)) {
      listener.notReady(reason);
    }
    lastReported = reason;
  }

  /**
   * Lets a child that has answered end by itself. In LMDB, each reader that is killed keeps one of
   * 126 places in a table.
   */
  private void retire() {
    current.close();
    current = null;
  }

  private void discard() {
    if (current != null) {
      current.kill();
      current = null;
    }
  }

  private static StoreException refused(String action, int code, String message) {
    return new StoreException(
        code == Kadm5Reply.PROTECTED ? Reason.REFUSED : Reason.FAILED,
        action
            + ": kadm5 said \""
            + KadminLines.quotable(message)
            + "\" (code "
            + code
            + ")"
            + KadminAdvice.on(message).map(advice -> "; " + advice).orElse(""));
  }

  /** A reply that has the status DONE, or one that it must not have. */
  StoreException unexpected(String action, Status status) {
    return new StoreException(
        Reason.FAILED,
        action
            + ": "
            + (status == Status.ABSENT
                ? "the principal does not exist any more"
                : "the program replied " + status));
  }

  private StoreException failed(String action, ChildException e, Reason reason) {
    String hint =
        reason == Reason.UNCERTAIN
            ? "; the change may have been made: check with kadmin's getprinc"
            : "; try the command in the setting kadm5 by hand";
    String advice = KadminAdvice.on(e.getMessage()).map(text -> "; " + text).orElse("");
    return new StoreException(
        reason,
        action + ": " + settings.command().get(0) + " failed: " + e.getMessage() + advice + hint,
        e);
  }

  @Override
  public synchronized void close() {
    closed = true;
    if (current != null) {
      current.close();
      current = null;
    }
  }
}
