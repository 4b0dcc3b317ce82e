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
 * The talk with kadmin, one request at a time. Not safe for several threads. A child that answers
 * other than it should is ended, and a new one started for the next request. A read that found its
 * child dead, or without its session, is asked again of a new one; a change never is.
 */
final class Kadmin implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(Kadmin.class);

  private static final List<String> SESSION_LOST =
      List.of("Communication failure with server", "GSS-API (or Kerberos) error");

  private final KnownTypes types = new KnownTypes();
  private final KadminLogin login;
  private final long leastFree;

  Kadmin(KadminSettings settings, StoreListener watch) {
    this.login = new KadminLogin(settings, types, watch);
    this.leastFree = settings.leastFree();
  }

  /** Sees to it that kadmin is ready when it is needed. */
  void begin() {
    login.begin();
  }

  /** Likewise, and waits for it; whether it is. */
  boolean await(Duration limit) throws InterruptedException {
    return login.await(limit);
  }

  /** The encryption types of {@code listed}, without those that kadmin is known to lack. */
  List<EncryptionType> possible(List<EncryptionType> listed) {
    return types.among(listed);
  }

  /** What is said to one kadmin, and its answer. */
  interface Exchange {
    KadminChild.Reply with(KadminChild child)
        throws ChildException, InterruptedException, StoreException;
  }

  KadminChild.Reply read(String request, String doing) throws StoreException {
    return read(child -> child.run(request), doing);
  }

  /** What {@code exchange} has for an answer that changes nothing; it may be asked twice. */
  KadminChild.Reply read(Exchange exchange, String doing) throws StoreException {
    try {
      KadminChild.Reply reply = attempt(exchange, doing);
      if (!sessionLost(reply)) {
        return reply;
      }
      login.discard();
      LOG.info("kadmin has lost its session before {}; logging in again", doing);
    } catch (ChildException e) {
      if (e.kind() != ChildException.Kind.ENDED) {
        throw failed(doing, e, Reason.FAILED);
      }
      LOG.info("kadmin ended before {}; starting it again", doing);
    }
    try {
      return attempt(exchange, doing);
    } catch (ChildException e) {
      throw failed(doing, e, Reason.FAILED);
    }
  }

  /** Carries out {@code exchange}, whose answer is {@code confirmation} where it is made. */
  void change(Exchange exchange, String doing, String confirmation) throws StoreException {
    requireConfirmed(sent(exchange, doing), doing, confirmation);
  }

  /** The answer to {@code exchange}, which changes something, where there is room for that. */
  KadminChild.Reply sent(Exchange exchange, String doing) throws StoreException {
    try {
      return attempt(
          child -> {
            requireSpace(child, doing);
            return exchange.with(child);
          },
          doing);
    } catch (ChildException e) {
      boolean sent = e.kind() != ChildException.Kind.NOT_STARTED;
      throw failed(doing, e, sent ? Reason.UNCERTAIN : Reason.FAILED);
    }
  }

  void requireConfirmed(KadminChild.Reply reply, String doing, String confirmation)
      throws StoreException {
    if (!reply.stderr().isEmpty()) {
      throw unexpected(doing, reply, sessionLost(reply) ? Reason.UNCERTAIN : Reason.FAILED);
    }
    if (!reply.stdout().equals(confirmation)) {
      throw unexpected(doing, reply, Reason.UNCERTAIN);
    }
  }

  private void requireSpace(KadminChild child, String doing) throws StoreException {
    OptionalLong space = child.databaseSpace();
    if (space.isPresent() && space.getAsLong() < leastFree) {
      throw new StoreException(
          Reason.FAILED,
          doing
              + ": the database's file system is full, or nearly so: it has "
              + (space.getAsLong() >> 20)
              + " MB left, and a change that runs out of room can damage the database; make room"
              + " (least_free_mb says how much)");
    }
  }

  /** Whether a remote kadmin lost its session with the server, as where that was started anew. */
  private static boolean sessionLost(KadminChild.Reply reply) {
    return SESSION_LOST.stream().anyMatch(reply.stderr()::contains);
  }

  private KadminChild.Reply attempt(Exchange exchange, String doing)
      throws ChildException, StoreException {
    boolean done = false;
    try {
      KadminChild.Reply reply = exchange.with(login.child());
      done = true;
      return reply;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new StoreException(
          Reason.UNCERTAIN, doing + ": interrupted while waiting for kadmin", e);
    } finally {
      if (!done) {
        login.discard();
      }
    }
  }

  private StoreException failed(String doing, ChildException e, Reason reason) {
    String next =
        reason == Reason.UNCERTAIN
            ? "; the change may have been made: look with kadmin's getprinc"
            : "; try the configured kadmin command by hand";
    String advice = KadminAdvice.on(e.getMessage()).map(words -> "; " + words).orElse("");
    return new StoreException(
        reason, doing + ": kadmin failed: " + e.getMessage() + advice + next, e);
  }

  StoreException unexpected(String doing, KadminChild.Reply reply, Reason reason) {
    String said = reply.stderr().isEmpty() ? reply.stdout() : reply.stderr();
    login.discard();
    return new StoreException(
        reason,
        doing
            + ": kadmin said \""
            + KadminLines.quotable(said)
            + "\"; "
            + KadminAdvice.on(said)
                .orElse(
                    "see that the kadmin command may do this, and do it by hand to learn more"));
  }

  StoreException unreadable(String doing, KadminSyntaxException e) {
    login.discard();
    return new StoreException(
        Reason.FAILED,
        doing
            + ": cannot read what kadmin prints: "
            + e.getMessage()
            + "; is it MIT krb5's, 1.13 or later?",
        e);
  }

  @Override
  public void close() {
    login.close();
  }
}
