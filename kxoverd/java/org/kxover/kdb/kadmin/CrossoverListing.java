package org.kxover.kdb.kadmin;

import java.util.Optional;
import org.kxover.kdb.CrossoverName;
import org.kxover.kdb.CrossoverNames;
import org.kxover.kdb.StoreException;
import org.kxover.kdb.StoreException.Reason;
import org.kxover.kerberos.PrincipalName;
import org.kxover.kerberos.Printable;
import org.kxover.kerberos.Realm;

/**
 * Lists the realm's crossovers. It uses a separate kadmin, so that the KDC's questions need not
 * wait while kadmin lists a large database. That kadmin holds all names; this process holds a few
 * of them, and lets kadmin wait.
 */
final class CrossoverListing implements CrossoverNames {
  /** The most octets that are read ahead, and the longest line. */
  private static final int READ_AHEAD = 64 << 10;

  /**
   * The first name comes when kadmin has read the whole database. This may take as long as so many
   * other requests.
   */
  private static final int PATIENCE = 12;

  private static final String ACTION = "listing the crossover principals";
  private static final String START = "krbtgt/";

  private final Realm realm;
  private final KadminChild child;
  private Optional<PrincipalName> first = Optional.empty();
  private boolean ended;

  private CrossoverListing(Realm realm, KadminChild child) {
    this.realm = realm;
    this.child = child;
  }

  /** Waits until kadmin has listed the names. */
  static CrossoverNames of(Realm realm, KadminSettings settings) throws StoreException {
    CrossoverListing listing = new CrossoverListing(realm, start(settings));
    boolean begun = false;
    try {
      listing.child.begin(KadminRequest.listTicketGrantingServices());
      listing.first = listing.read();
      begun = true;
      return listing;
    } catch (ChildException e) {
      throw failed(e);
    } catch (InterruptedException e) {
      throw interrupted(e);
    } finally {
      if (!begun) {
        listing.close();
      }
    }
  }

  private static KadminChild start(KadminSettings settings) throws StoreException {
    try {
      return KadminChild.start(settings, READ_AHEAD);
    } catch (ChildException e) {
      throw failed(e);
    } catch (InterruptedException e) {
      throw interrupted(e);
    }
  }

  @Override
  public Optional<PrincipalName> next() throws StoreException {
    Optional<PrincipalName> name = first;
    first = Optional.empty();
    return name.isPresent() || ended ? name : read();
  }

  /** Skips names that are not crossovers of our realm: they may have any form. */
  private Optional<PrincipalName> read() throws StoreException {
    try {
      Optional<PrincipalName> found = Optional.empty();
      while (found.isEmpty() && !ended) {
        Optional<String> line = child.nextLine(PATIENCE);
        ended = line.isEmpty();
        if (line.isPresent()) {
          found = crossover(line.get());
        }
      }
      if (ended && !child.errors().isEmpty()) {
        throw refused(child.errors());
      }
      return found;
    } catch (ChildException e) {
      throw failed(e);
    } catch (InterruptedException e) {
      throw interrupted(e);
    }
  }

  private static StoreException refused(String errors) {
    return new StoreException(
        Reason.FAILED,
        ACTION
            + ": kadmin said \""
            + KadminLines.quotable(errors)
            + "\"; "
            + KadminAdvice.on(errors).orElse("check that the kadmin command may list principals"));
  }

  private static StoreException failed(ChildException e) {
    return new StoreException(
        Reason.FAILED,
        ACTION
            + ": kadmin failed: "
            + e.getMessage()
            + KadminAdvice.on(e.getMessage()).map(text -> "; " + text).orElse("")
            + "; try the configured kadmin command by hand",
        e);
  }

  private static StoreException interrupted(InterruptedException e) {
    Thread.currentThread().interrupt();
    return new StoreException(Reason.BUSY, ACTION + ": interrupted", e);
  }

  /** The name on that line, if it is a crossover between our realm and another. */
  private Optional<PrincipalName> crossover(String line) throws StoreException {
    if (!line.startsWith(START)) {
      throw new StoreException(
          Reason.FAILED,
          ACTION
              + ": cannot parse the output of kadmin: expected a "
              + START
              + " principal, not "
              + Printable.quote(line));
    }
    int at = line.lastIndexOf('@');
    if (at < START.length()) {
      return Optional.empty();
    }
    try {
      PrincipalName name =
          CrossoverName.require(
              PrincipalName.crossover(
                  realm(line.substring(START.length(), at)), realm(line.substring(at + 1))));
      CrossoverName.role(name, realm);
      return Optional.of(name);
    } catch (IllegalArgumentException e) {
      return Optional.empty();
    }
  }

  /** Our own realm is in each name: one object for all of them saves a tenth of their memory. */
  private Realm realm(String name) {
    return name.equals(realm.name()) ? realm : new Realm(name);
  }

  /** kadmin ends by itself at the end of a listing. Before, it may be waiting for us. */
  @Override
  public void close() {
    if (ended) {
      child.close();
    } else {
      child.kill();
    }
  }
}
