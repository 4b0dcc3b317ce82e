package org.kxover.check;

import java.io.IOException;
import java.util.List;
import org.kxover.config.DatabaseSettings;
import org.kxover.config.RealmSettings;
import org.kxover.kerberos.KerberosSyntaxException;
import org.kxover.opening.OpenRules;
import org.kxover.opening.Service;
import org.kxover.opening.ServiceDatabase;

/** Reports which services are open to users of other realms. Root on the KDC can read this. */
final class OpenServicesCheck implements Check {
  private static final String SUBJECT = "open services";
  private static final String LOCAL = "kadmin.local";

  private final RealmSettings realm;

  OpenServicesCheck(RealmSettings realm) {
    this.realm = realm;
  }

  @Override
  public void run(Report report) {
    try {
      List<Service> services =
          new ServiceDatabase(realm.realm(), command(), realm.kadminEnvironment()).openServices();
      if (services.isEmpty()) {
        report.ok(SUBJECT, "none; \"kxover open\" opens one");
      }
      services.forEach(service -> report(service, report));
    } catch (IOException e) {
      report.warning(
          SUBJECT,
          e.getMessage(),
          "run this as root on the KDC that has the database, or use \"kxover services --kadmin\"");
    }
  }

  /** The setting kadmin if that is kadmin.local, which may be in an unusual place. */
  private List<String> command() {
    List<String> setting = realm.get(DatabaseSettings.KADMIN);
    return setting.get(0).endsWith(LOCAL) ? setting : List.of(LOCAL, "-r", realm.realm().name());
  }

  private static void report(Service service, Report report) {
    String value = service.open().orElseThrow();
    try {
      report.ok(SUBJECT, service.name() + ": " + OpenRules.parse(value));
    } catch (KerberosSyntaxException e) {
      report.error(
          SUBJECT,
          service.name() + ": the guard cannot read its rules: " + e.getMessage(),
          "set them with \"kxover open " + service.name() + "\"");
    }
  }
}
