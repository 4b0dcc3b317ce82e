package org.kxover.kdb.kadmin;

import java.time.Duration;
import java.util.List;
import java.util.OptionalLong;
import org.kxover.kdb.StoreException;
import org.kxover.kdb.StoreException.Reason;
import org.kxover.kdb.StoreListener;
import org.kxover.kerberos.EncryptionType;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Sends requests to kadmin, one at a time. Not safe for several threads. A child that gives an
 * unexpected answer is killed, and the next request starts a new one. A read is sent again to a new
 * child if its child had ended or lost its session. A change is never sent twice.
 */
final class Kadmin implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(Kadmin.class);

  private static final List<String> SESSION_LOST =
      List.of("Communication failure with server", "GSS-API (or Kerberos) error");

  private final KnownTypes types = new KnownTypes();
  private final KadminLogin login;
  private final long leastFree;

  Kadmin(KadminSettings settings, StoreListener listener) {
    this.login = new KadminLogin(settings, types, listener);
    this.leastFree = settings.leastFree();
  }

  /** Starts kadmin in the background, so that it is ready for the first request. */
  void start() {
    login.start();
  }

  /**
   * Starts kadmin and waits for it.
   *
   * @return true if it is ready
   */
  boolean await(Duration limit) throws InterruptedException {
    return login.await(limit);
  }

  /** Returns {@code listed} without the types that kadmin is known to lack. */
  List<EncryptionType> possible(List<EncryptionType> listed) {
    return types.supported(listed);
  }

  /** Sends one or more requests to a kadmin child and returns the last answer. */
  interface Call {
    KadminChild.Reply run(KadminChild child)
        throws ChildException, InterruptedException, StoreException;
  }

  KadminChild.Reply read(String request, String action) throws StoreException {
    return read(child -> child.run(request), action);
  }

  /** Runs {@code call}, which must change nothing: it may be sent twice. */
  KadminChild.Reply read(Call call, String action) throws StoreException {
    try {
      KadminChild.Reply reply = attempt(call, action, Reason.BUSY);
      if (!sessionLost(reply)) {
        return reply;
      }
      login.retire();
      LOG.info("kadmin has lost its session; logging in again for {}", action);
    } catch (ChildException e) {
      if (e.kind() != ChildException.Kind.ENDED) {
        throw failed(action, e, Reason.FAILED);
      }
      LOG.info("kadmin had ended; starting it again for {}", action);
    }
    try {
      return attempt(call, action, Reason.BUSY);
    } catch (ChildException e) {
      throw failed(action, e, Reason.FAILED);
    }
  }

  /** Makes a change. {@code confirmation} is kadmin's answer if it succeeded. */
  void change(Call call, String action, String confirmation) throws StoreException {
    requireConfirmed(sendChange(call, action), action, confirmation);
  }

  /** Runs {@code call}, which makes a change, if there is enough free space. It is sent once. */
  KadminChild.Reply sendChange(Call call, String action) throws StoreException {
    try {
      return attempt(
          child -> {
            requireSpace(child, action);
            return call.run(child);
          },
          action,
          Reason.UNCERTAIN);
    } catch (ChildException e) {
      boolean sent = e.kind() != ChildException.Kind.NOT_STARTED;
      throw failed(action, e, sent ? Reason.UNCERTAIN : Reason.FAILED);
    }
  }

  void requireConfirmed(KadminChild.Reply reply, String action, String confirmation)
      throws StoreException {
    if (!reply.stderr().isEmpty()) {
      throw unexpected(action, reply, sessionLost(reply) ? Reason.UNCERTAIN : Reason.FAILED);
    }
    if (!reply.stdout().equals(confirmation)) {
      throw unexpected(action, reply, Reason.UNCERTAIN);
    }
  }

  /** Fails if a change would fail for want of free space. Sends nothing. */
  void requireSpace(String action) throws StoreException {
    try {
      requireSpace(login.child(), action);
    } catch (ChildException e) {
      throw failed(action, e, Reason.FAILED);
    } catch (InterruptedException e) {
      throw interrupted(action, e, Reason.BUSY);
    }
  }

  private void requireSpace(KadminChild child, String action) throws StoreException {
    OptionalLong space = child.databaseSpace();
    if (space.isPresent() && space.getAsLong() < leastFree) {
      throw DatabaseSpace.shortage(action, space.getAsLong());
    }
  }

  /**
   * True if a remote kadmin lost its session with kadmind, for example because kadmind was
   * restarted.
   */
  private static boolean sessionLost(KadminChild.Reply reply) {
    return SESSION_LOST.stream().anyMatch(reply.stderr()::contains);
  }

  /**
   * @param ifInterrupted whether a change may have been made then
   */
  private KadminChild.Reply attempt(Call call, String action, Reason ifInterrupted)
      throws ChildException, StoreException {
    boolean done = false;
    try {
      KadminChild.Reply reply = call.run(login.child());
      done = true;
      return reply;
    } catch (InterruptedException e) {
      throw interrupted(action, e, ifInterrupted);
    } finally {
      if (!done) {
        login.discard();
      }
    }
  }

  private static StoreException interrupted(String action, InterruptedException e, Reason reason) {
    Thread.currentThread().interrupt();
    return new StoreException(reason, action + ": interrupted while waiting for kadmin", e);
  }

  private StoreException failed(String action, ChildException e, Reason reason) {
    String hint =
        reason == Reason.UNCERTAIN
            ? "; the change may have been made: check with kadmin's getprinc"
            : "; try the configured kadmin command by hand";
    String advice = KadminAdvice.on(e.getMessage()).map(text -> "; " + text).orElse("");
    return new StoreException(
        reason, action + ": kadmin failed: " + e.getMessage() + advice + hint, e);
  }

  StoreException unexpected(String action, KadminChild.Reply reply, Reason reason) {
    String output = reply.stderr().isEmpty() ? reply.stdout() : reply.stderr();
    login.retire();
    return new StoreException(
        reason,
        action
            + ": kadmin said \""
            + KadminLines.quotable(output)
            + "\"; "
            + KadminAdvice.on(output)
                .orElse("check that the kadmin command may do this; run it by hand for details"));
  }

  StoreException unreadable(String action, KadminSyntaxException e) {
    login.retire();
    return new StoreException(
        Reason.FAILED,
        action
            + ": cannot parse the output of kadmin: "
            + e.getMessage()
            + "; kxoverd needs the kadmin of MIT krb5 1.13 or later",
        e);
  }

  @Override
  public void close() {
    login.close();
  }
}
