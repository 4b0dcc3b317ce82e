package org.kxover.kdb.kadm5;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Optional;
import org.kxover.kdb.CrossoverName;
import org.kxover.kdb.CrossoverNames;
import org.kxover.kdb.StoreException;
import org.kxover.kdb.StoreException.Reason;
import org.kxover.kdb.kadm5.Kadm5Reply.Status;
import org.kxover.kdb.kadm5.Kadm5Reply.SyntaxException;
import org.kxover.kdb.kadmin.ChildException;
import org.kxover.kdb.kadmin.KadminAdvice;
import org.kxover.kdb.kadmin.KadminLines;
import org.kxover.kdb.kadmin.KadminSettings;
import org.kxover.kerberos.PrincipalName;
import org.kxover.kerberos.Realm;

/**
 * Lists the realm's crossovers. It uses a separate process, so that the KDC's questions need not
 * wait while a large database is read. That process holds all names; this one holds a part of them,
 * and lets it wait.
 */
final class Kadm5Listing implements CrossoverNames {
  /** The first part comes when the whole database was read, and may take as many time limits. */
  private static final int PATIENCE = 12;

  private static final String ACTION = "listing the crossover principals";

  private final Realm realm;
  private final KadminSettings settings;
  private final Kadm5Process child;
  private final Deque<PrincipalName> names = new ArrayDeque<>();
  private boolean ended;

  private Kadm5Listing(Realm realm, KadminSettings settings, Kadm5Process child) {
    this.realm = realm;
    this.settings = settings;
    this.child = child;
  }

  /** Waits until the database was read. */
  static Kadm5Listing of(Realm realm, KadminSettings settings) throws StoreException {
    Kadm5Listing listing;
    try {
      listing = new Kadm5Listing(realm, settings, Kadm5Process.start(settings));
    } catch (ChildException e) {
      throw failed(e);
    }
    boolean begun = false;
    try (Kadm5Frame list = Kadm5Request.list()) {
      listing.child.send(list);
      listing.readPart();
      begun = true;
      return listing;
    } finally {
      if (!begun) {
        listing.close();
      }
    }
  }

  @Override
  public Optional<PrincipalName> next() throws StoreException {
    while (names.isEmpty() && !ended) {
      readPart();
    }
    return Optional.ofNullable(names.poll());
  }

  private void readPart() throws StoreException {
    ended =
        receive(
            reply -> {
              while (reply.status() == Status.MORE && reply.hasMore()) {
                names.add(name(reply.octet(), reply.text()));
              }
              return reply.status() != Status.MORE;
            });
  }

  /** Sends the process another request, after the end of the listing. */
  <T> T ask(Kadm5Frame request, Kadm5.Reading<T> reading) throws StoreException {
    child.send(request);
    return receive(reading);
  }

  private <T> T receive(Kadm5.Reading<T> reading) throws StoreException {
    long limit = settings.commandTimeout().toNanos() * PATIENCE;
    try (Kadm5Reply reply = child.receive(System.nanoTime() + limit)) {
      if (reply.status() == Status.FAILED) {
        int code = reply.number();
        throw refused(reply.text(), code);
      }
      T result = reading.read(reply);
      reply.end();
      return result;
    } catch (SyntaxException e) {
      throw failed(child.unusable(e));
    } catch (ChildException e) {
      throw failed(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new StoreException(Reason.BUSY, ACTION + ": interrupted", e);
    }
  }

  /** The crossover that the process calls so. */
  PrincipalName name(int role, String peer) throws SyntaxException {
    try {
      Realm other = new Realm(peer);
      return CrossoverName.require(
          switch (role) {
            case 'c' -> PrincipalName.crossover(other, realm);
            case 's' -> PrincipalName.crossover(realm, other);
            default -> throw new SyntaxException("unknown role " + role);
          });
    } catch (IllegalArgumentException e) {
      throw new SyntaxException("not a crossover of our realm");
    }
  }

  private static StoreException refused(String message, int code) {
    return new StoreException(
        Reason.FAILED,
        ACTION
            + ": kadm5 said \""
            + KadminLines.quotable(message)
            + "\" (code "
            + code
            + ")"
            + KadminAdvice.on(message).map(advice -> "; " + advice).orElse(""));
  }

  private static StoreException failed(ChildException e) {
    return new StoreException(
        Reason.FAILED,
        ACTION
            + ": the program failed: "
            + e.getMessage()
            + KadminAdvice.on(e.getMessage()).map(text -> "; " + text).orElse("")
            + "; try the command in the setting kadm5 by hand",
        e);
  }

  /** Before its end it may be waiting for us. */
  @Override
  public void close() {
    if (ended) {
      child.close();
    } else {
      child.kill();
    }
  }
}
