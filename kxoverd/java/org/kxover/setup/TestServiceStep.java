package org.kxover.setup;

import java.io.IOException;
import java.util.List;
import java.util.Optional;
import org.kxover.kerberos.HostName;
import org.kxover.kerberos.Realm;

/**
 * Makes the service {@code kxover/HOST}, and opens it to users of all realms. They try with it
 * whether they can cross over. Nothing accepts its tickets: nobody has its random key.
 */
public final class TestServiceStep implements ReversibleStep {
  /** The first part of its name. */
  public static final String NAME = "kxover";

  private static final String OPEN_ATTRIBUTE = "kxover.open";
  private static final String RULES = "allow *";

  /**
   * Clears every attribute that a realm's defaults might set, and that would keep users out. Many
   * clients ask for renewable tickets, and a service that forbids them refuses such requests.
   */
  private static final String ATTRIBUTES =
      "-randkey -clearpolicy +allow_tix +allow_svr +allow_tgs_req +allow_postdated"
          + " +allow_forwardable +allow_renewable +allow_proxiable -requires_preauth"
          + " -requires_hwauth -expire never -pwexpire never -maxlife \"10 minutes\"";

  private final String principal;
  private final LocalKadmin kadmin;

  /**
   * @param host the host of kxoverd, whose realm is in DNS
   */
  public TestServiceStep(Realm realm, String host, LocalKadmin kadmin) {
    this.principal = NAME + "/" + host + "@" + realm;
    this.kadmin = kadmin;
  }

  /**
   * The hosts that have such a service in a replica's copy of the database.
   *
   * @param kadmin for that realm
   * @throws IOException if they cannot be listed; the message says what to do
   */
  public static List<String> hosts(Realm realm, LocalKadmin kadmin) throws IOException {
    String start = NAME + "/";
    String end = "@" + realm;
    String certain = AdministratorStep.NAME + end;
    return kadmin.list("the test services of " + realm, start, certain).stream()
        .filter(line -> line.endsWith(end))
        .map(line -> line.substring(start.length(), line.length() - end.length()))
        .filter(host -> HostName.parse(host).filter(HostName::hasDomain).isPresent())
        .toList();
  }

  @Override
  public Optional<String> plan() throws IOException {
    if (!kadmin.exists(principal)) {
      return Optional.of(
          "add the test service " + principal + ", which has no rights, and open it to all realms");
    }
    return isOpen() ? Optional.empty() : Optional.of("open " + principal + " to all realms");
  }

  private boolean isOpen() throws IOException {
    return kadmin.attribute(principal, OPEN_ATTRIBUTE).isPresent();
  }

  @Override
  public void carryOut() throws IOException {
    if (!kadmin.exists(principal)) {
      kadmin.add(principal, ATTRIBUTES);
    }
    if (!isOpen()) {
      LocalCommand.Output output =
          kadmin.ask("set_string " + principal + " " + OPEN_ATTRIBUTE + " \"" + RULES + "\"");
      if (!isOpen()) {
        throw new IOException(
            "kadmin.local did not open " + principal + ": " + kadmin.trouble(output));
      }
    }
  }

  @Override
  public Optional<String> takeBackPlan() throws IOException {
    return kadmin.exists(principal)
        ? Optional.of("delete the test service " + principal)
        : Optional.empty();
  }

  @Override
  public void takeBack() throws IOException {
    kadmin.delete(principal);
  }
}
