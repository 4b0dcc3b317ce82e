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
public final class ProbeServicesStep implements Step {
  private static final String OPEN_ATTRIBUTE = "kxover.open";

  /** Sets every attribute that a realm's defaults might set, and that would keep the probe out. */
  private static final String ATTRIBUTES =
      "-randkey -clearpolicy +allow_tix +allow_svr +allow_tgs_req -allow_postdated"
          + " -allow_forwardable -allow_renewable -allow_proxiable -requires_preauth"
          + " -requires_hwauth -expire never -pwexpire never -maxlife \"10 minutes\"";

  private final PrincipalName open;
  private final PrincipalName closed;
  private final LocalCommand kadmin;

  /**
   * @param kadminLocal the command and its arguments that administer the database on this machine
   */
  public ProbeServicesStep(Realm realm, List<String> kadminLocal) {
    this.open = ProbeNames.open(realm);
    this.closed = ProbeNames.closed(realm);
    this.kadmin = new LocalCommand(kadminLocal);
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
      LocalCommand.Output output = kadmin.run("-q", "add_principal " + ATTRIBUTES + " " + service);
      if (!exists(service)) {
        throw new IOException("kadmin did not add " + service + ": " + output.lastLine());
      }
    }
    if (!isOpen()) {
      LocalCommand.Output output =
          kadmin.run(
              "-q",
              "set_string " + open + " " + OPEN_ATTRIBUTE + " \"allow " + ProbeNames.REALM + "\"");
      if (!isOpen()) {
        throw new IOException("kadmin did not open " + open + ": " + output.lastLine());
      }
    }
  }

  private List<PrincipalName> missing() throws IOException {
    List<PrincipalName> missing = new ArrayList<>();
    for (PrincipalName service : List.of(open, closed)) {
      if (!exists(service)) {
        missing.add(service);
      }
    }
    return missing;
  }

  private boolean exists(PrincipalName service) throws IOException {
    LocalCommand.Output output = kadmin.run("-q", "get_principal " + service);
    if (output.line("Principal: " + service).isPresent()) {
      return true;
    }
    if (output.text().contains("Principal does not exist")) {
      return false;
    }
    throw new IOException(
        "cannot look for "
            + service
            + " in the database; run this as root on the KDC that has the database: "
            + output.lastLine());
  }

  private boolean isOpen() throws IOException {
    return kadmin
        .run("-q", "get_strings " + open)
        .line(OPEN_ATTRIBUTE + ": allow " + ProbeNames.REALM)
        .isPresent();
  }
}
