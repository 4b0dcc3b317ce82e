package org.kxover.kdb.kadmin;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.kxover.kdb.CrossoverName;
import org.kxover.kdb.StoreException;
import org.kxover.kdb.StoreException.Reason;
import org.kxover.kerberos.PrincipalName;
import org.kxover.kerberos.Printable;
import org.kxover.kerberos.Realm;

/**
 * Lists the realm's crossovers. It uses a separate kadmin, so that the KDC's questions need not
 * wait while kadmin lists a large database.
 */
final class CrossoverListing {
  /** Octets; enough for a quarter of a million names of usual length. */
  private static final int MAX_OUTPUT = 16 << 20;

  private static final String ACTION = "listing the crossover principals";
  private static final String START = "krbtgt/";

  private final Realm realm;
  private final KadminSettings settings;

  CrossoverListing(Realm realm, KadminSettings settings) {
    this.realm = realm;
    this.settings = settings;
  }

  List<PrincipalName> list() throws StoreException {
    KadminChild.Reply reply = ask();
    if (!reply.stderr().isEmpty()) {
      throw new StoreException(
          Reason.FAILED,
          ACTION
              + ": kadmin said \""
              + KadminLines.quotable(reply.stderr())
              + "\"; "
              + KadminAdvice.on(reply.stderr())
                  .orElse("check that the kadmin command may list principals"));
    }
    try {
      return crossovers(reply.stdout());
    } catch (KadminSyntaxException e) {
      throw new StoreException(
          Reason.FAILED, ACTION + ": cannot parse the output of kadmin: " + e.getMessage(), e);
    }
  }

  private KadminChild.Reply ask() throws StoreException {
    try (KadminChild child = KadminChild.start(settings, MAX_OUTPUT)) {
      return child.run(KadminRequest.listTicketGrantingServices());
    } catch (ChildException e) {
      throw new StoreException(
          Reason.FAILED,
          ACTION
              + ": kadmin failed: "
              + e.getMessage()
              + KadminAdvice.on(e.getMessage()).map(text -> "; " + text).orElse("")
              + "; try the configured kadmin command by hand",
          e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new StoreException(Reason.BUSY, ACTION + ": interrupted", e);
    }
  }

  /** Skips names that are not crossovers of our realm: they may have any form. */
  private List<PrincipalName> crossovers(String output) throws KadminSyntaxException {
    if (!output.isEmpty() && !output.endsWith("\n")) {
      throw new KadminSyntaxException("the last line is incomplete");
    }
    List<PrincipalName> crossovers = new ArrayList<>();
    for (String line : output.split("\n", -1)) {
      if (!line.isEmpty() && !line.startsWith(START)) {
        throw new KadminSyntaxException(
            "expected a " + START + " principal, not " + Printable.quote(line));
      }
      crossover(line).ifPresent(crossovers::add);
    }
    return crossovers;
  }

  /** The name on that line, if it is a crossover between our realm and another. */
  private Optional<PrincipalName> crossover(String line) {
    int at = line.lastIndexOf('@');
    if (at < START.length()) {
      return Optional.empty();
    }
    try {
      PrincipalName name =
          CrossoverName.require(
              PrincipalName.crossover(
                  new Realm(line.substring(START.length(), at)),
                  new Realm(line.substring(at + 1))));
      CrossoverName.role(name, realm);
      return Optional.of(name);
    } catch (IllegalArgumentException e) {
      return Optional.empty();
    }
  }
}
