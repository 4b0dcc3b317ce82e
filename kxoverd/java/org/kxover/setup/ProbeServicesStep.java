package org.kxover.setup;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.kxover.kerberos.PrincipalName;
import org.kxover.kerberos.ProbeNames;
import org.kxover.kerberos.Realm;

/**
 * Makes the two services with which kxoverd tries whether a KDC has the guard. Nothing accepts
 * their tickets: nobody has their random keys. One of them is open to the realm of the probe, and
 * only that realm; the other is closed.
 */
public final class ProbeServicesStep implements ReversibleStep {
  private static final String OPEN_ATTRIBUTE = "kxover.open";

  /** Sets every attribute that a realm's defaults might set, and that would keep the probe out. */
  private static final String ATTRIBUTES =
      "-randkey -clearpolicy +allow_tix +allow_svr +allow_tgs_req -allow_postdated"
          + " -allow_forwardable -allow_renewable -allow_proxiable -requires_preauth"
          + " -requires_hwauth -expire never -pwexpire never -maxlife \"10 minutes\"";

  private final PrincipalName crossover;
  private final PrincipalName open;
  private final PrincipalName closed;
  private final LocalKadmin kadmin;

  /**
   * @param kadminLocal the command and its arguments that administer the database on this machine
   */
  public ProbeServicesStep(Realm realm, List<String> kadminLocal) {
    this(realm, new LocalKadmin(kadminLocal));
  }

  public ProbeServicesStep(Realm realm, LocalKadmin kadmin) {
    this.crossover = ProbeNames.crossover(realm);
    this.open = ProbeNames.open(realm);
    this.closed = ProbeNames.closed(realm);
    this.kadmin = kadmin;
  }

  @Override
  public Optional<String> plan() throws IOException {
    List<PrincipalName> missing = missing();
    if (missing.isEmpty() && isOpen()) {
      return Optional.empty();
    }
    return Optional.of(
        missing.isEmpty()
            ? "open the service " + open + " to " + ProbeNames.REALM
            : "add the services "
                + missing.stream().map(PrincipalName::toString).toList()
                + " with random keys, by which kxoverd tries the guard in the KDC");
  }

  @Override
  public void carryOut() throws IOException {
    for (PrincipalName service : missing()) {
      kadmin.add(service.toString(), ATTRIBUTES);
    }
    if (!isOpen()) {
      LocalCommand.Output output =
          kadmin.ask(
              "set_string " + open + " " + OPEN_ATTRIBUTE + " \"allow " + ProbeNames.REALM + "\"");
      if (!isOpen()) {
        throw new IOException("kadmin.local did not open " + open + ": " + kadmin.trouble(output));
      }
    }
  }

  @Override
  public Optional<String> takeBackPlan() throws IOException {
    return missing().size() == 2
        ? Optional.empty()
        : Optional.of("delete the services " + open + " and " + closed);
  }

  @Override
  public void takeBack() throws IOException {
    // kxoverd has made it, for its own tickets only.
    kadmin.delete(crossover.toString());
    kadmin.delete(open.toString());
    kadmin.delete(closed.toString());
  }

  private List<PrincipalName> missing() throws IOException {
    List<PrincipalName> missing = new ArrayList<>();
    for (PrincipalName service : List.of(open, closed)) {
      if (!kadmin.exists(service.toString())) {
        missing.add(service);
      }
    }
    return missing;
  }

  private boolean isOpen() throws IOException {
    return kadmin
        .attribute(open.toString(), OPEN_ATTRIBUTE)
        .equals(Optional.of("allow " + ProbeNames.REALM));
  }
}
