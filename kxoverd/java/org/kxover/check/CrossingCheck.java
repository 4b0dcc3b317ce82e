package org.kxover.check;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Optional;
import org.kxover.config.ControlSettings;
import org.kxover.config.RealmSettings;
import org.kxover.config.Settings;
import org.kxover.control.ControlClient;
import org.kxover.control.ControlException;
import org.kxover.control.ControlRequest;
import org.kxover.discovery.Peer;
import org.kxover.kerberos.PrincipalName;
import org.kxover.setup.LocalCommand;

/**
 * Goes the whole way that users go: asks our KDC for a service of another realm, and that realm's
 * KDC for its ticket. With a ticket cache that is a service of the host; otherwise the other
 * realm's test service {@code kxover/HOST}, which has no rights.
 */
final class CrossingCheck {
  private static final String SUBJECT = "crossing";
  private static final String TEST_SERVICE = "kxover";

  private final Settings settings;
  private final RealmSettings realm;
  private final KdcEnvironment kdc;
  private final String target;
  private final String service;
  private final Optional<Path> cache;

  /**
   * @param target a host, or a realm
   * @param service of the host, such as {@code HTTP}
   * @param cache with a user's tickets; if empty, a principal is made for the check
   */
  CrossingCheck(
      Settings settings,
      RealmSettings realm,
      KdcEnvironment kdc,
      String target,
      String service,
      Optional<Path> cache) {
    this.settings = settings;
    this.realm = realm;
    this.kdc = kdc;
    this.target = target;
    this.service = service;
    this.cache = cache;
  }

  void run(RemoteCheck.Way way, Report report) {
    if (!RemoteCheck.isHost(target) && !hasKey(way, report)) {
      return;
    }
    try (LocalTickets client = client()) {
      if (cache.isPresent() && RemoteCheck.isHost(target)) {
        service(client, way, report);
      } else {
        testService(client, way, report);
      }
    } catch (IOException e) {
      report.warning(
          SUBJECT,
          "not tried: " + e.getMessage(),
          "run this as root on the KDC that has the database, or give a ticket cache with"
              + " --ccache");
    }
  }

  /** A KDC with the plugin asks for hosts only, so kxoverd itself is asked for a realm's key. */
  private boolean hasKey(RemoteCheck.Way way, Report report) {
    try {
      ControlClient.Answer answer =
          new ControlClient(
                  settings.get(ControlSettings.SOCKET), settings.get(ControlSettings.TIMEOUT))
              .ask(
                  ControlRequest.order(
                      ControlRequest.Command.CROSS, Optional.of(realm.realm()), way.realm()));
      if (answer.result().equals("done")) {
        return true;
      }
      report.error(SUBJECT, answer.text(), "run \"kxover why " + target + "\"");
    } catch (ControlException e) {
      report.error(SUBJECT, e.getMessage(), "see the log of kxoverd");
    }
    return false;
  }

  private LocalTickets client() throws IOException {
    if (cache.isPresent()) {
      return LocalTickets.ofCache(realm.realm(), kdc, cache.get());
    }
    String address =
        LocalTickets.address(new KdcProcesses(realm.realm(), kdc.profile()).find())
            .orElseThrow(() -> new IOException("no krb5kdc of the realm runs here"));
    return LocalTickets.ofOwnPrincipal(realm, kdc, address);
  }

  private void service(LocalTickets client, RemoteCheck.Way way, Report report) throws IOException {
    LocalCommand.Output output = client.anywhere("kvno", "-S", service, target);
    if (output.exitCode() == 0) {
      report.ok(SUBJECT, "a ticket for " + service + "/" + target + " of " + way.realm());
    } else if (givesCrossover(client, way)) {
      report.error(
          SUBJECT,
          "the KDC of "
              + way.realm()
              + " gives no ticket for "
              + service
              + "/"
              + target
              + ": "
              + output.lastLine(),
          "the administrators of that realm must open the service: kxover open "
              + service
              + "/"
              + target);
    } else {
      noCrossover(output, way, report);
    }
  }

  private void testService(LocalTickets client, RemoteCheck.Way way, Report report)
      throws IOException {
    Peer peer = way.servers().get(0);
    String host = RemoteCheck.isHost(target) ? target : peer.host();
    // The answer for this service does not matter: it makes our KDC refer to the other realm.
    LocalCommand.Output referral = client.anywhere("kvno", "-S", TEST_SERVICE, host);
    String test = TEST_SERVICE + "/" + peer.host() + "@" + way.realm();
    LocalCommand.Output output = client.anywhere("kvno", test);
    if (output.exitCode() == 0) {
      report.ok(SUBJECT, "a ticket for the test service " + test);
    } else if (givesCrossover(client, way)) {
      report.warning(
          SUBJECT,
          "our KDC gave "
              + crossover(way)
              + ", but there is no ticket for the test service "
              + test
              + ": "
              + output.lastLine(),
          "the administrators of that realm make it with \"kxover setup\"; give a user's tickets"
              + " with --ccache to try another service");
    } else {
      noCrossover(referral, way, report);
    }
  }

  /** True if our KDC refers to the other realm, so that what fails is there. */
  private boolean givesCrossover(LocalTickets client, RemoteCheck.Way way) throws IOException {
    return client.anywhere("kvno", crossover(way)).exitCode() == 0;
  }

  private String crossover(RemoteCheck.Way way) {
    return PrincipalName.crossover(way.realm(), realm.realm()).toString();
  }

  private void noCrossover(LocalCommand.Output output, RemoteCheck.Way way, Report report) {
    report.error(
        SUBJECT,
        "our KDC gave no " + crossover(way) + ": " + output.lastLine(),
        "run \"kxover why " + target + "\"");
  }
}
