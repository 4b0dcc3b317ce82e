package org.kxover.check;

import java.io.IOException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.kxover.config.DatabaseSettings;
import org.kxover.config.RealmSettings;
import org.kxover.kerberos.KerberosSyntaxException;
import org.kxover.kerberos.Printable;
import org.kxover.opening.OpenPatterns;
import org.kxover.opening.OpenRules;
import org.kxover.opening.OpenServices;
import org.kxover.opening.Service;
import org.kxover.opening.ServiceDatabase;
import org.kxover.setup.KdcProfile;

/** Reports which services are open to users of other realms. Root on the KDC can read this. */
final class OpenServicesCheck implements Check {
  private static final String SUBJECT = "open services";
  private static final String LOCAL = "kadmin.local";

  private static final int MAX_NAME = 300;

  private final RealmSettings realm;
  private final Map<String, String> environment;

  OpenServicesCheck(RealmSettings realm, Map<String, String> environment) {
    this.realm = realm;
    this.environment = environment;
  }

  @Override
  public void run(Report report) {
    OpenPatterns patterns = patterns(report);
    report(patterns, report);
    try {
      OpenServices found =
          new ServiceDatabase(realm.realm(), command(), realm.kadminEnvironment())
              .openServices(patterns);
      if (found.services().isEmpty()) {
        report.ok(SUBJECT, "none; \"kxover open\" opens one");
      }
      found.services().forEach(service -> report(service, report));
      if (found.unread() > 0) {
        report.warning(
            SUBJECT,
            found.unread() + " principals have names that kadmin does not take",
            "delete them, as nobody can tell whether they are open");
      }
    } catch (IOException e) {
      report.warning(
          SUBJECT,
          e.getMessage(),
          "run this as root on the KDC that has the database, or use \"kxover services --kadmin\"");
    }
  }

  private static void report(OpenPatterns patterns, Report report) {
    if (patterns.invalid().isPresent()) {
      report.error(
          SUBJECT,
          "the guard refuses whatever comes or goes with a key of kxoverd's, as open = "
              + Printable.line(patterns.invalid().get(), MAX_NAME)
              + " in kdc.conf is not valid",
          "write one pattern a line, without a realm, such as open = HTTP/*; then restart the KDC");
      return;
    }
    for (String pattern : patterns.patterns()) {
      report.warning(
          SUBJECT,
          "kdc.conf opens every service that matches " + pattern + ", to all realms",
          "open each service with \"kxover open\", and delete \"open\" from [kxover]");
    }
  }

  private OpenPatterns patterns(Report report) {
    Map<String, String> all = new HashMap<>(environment);
    all.putAll(realm.kadminEnvironment());
    try {
      return OpenPatterns.in(KdcProfile.read(all), realm.realm());
    } catch (IOException e) {
      report.warning(
          SUBJECT,
          "it cannot be told whether kdc.conf opens any: " + e.getMessage(),
          "run this as root on the KDC");
      return OpenPatterns.NONE;
    }
  }

  /** The setting kadmin if that is kadmin.local, which may be in an unusual place. */
  private List<String> command() {
    List<String> setting = realm.get(DatabaseSettings.KADMIN);
    return setting.get(0).endsWith(LOCAL) ? setting : List.of(LOCAL, "-r", realm.realm().name());
  }

  private static void report(Service service, Report report) {
    String about = Printable.line(service.principal(), MAX_NAME) + ": ";
    if (service.open().isEmpty()) {
      report.ok(SUBJECT, about + "allow *, by open = " + service.byPattern().orElseThrow());
      return;
    }
    try {
      OpenRules rules = OpenRules.parse(service.open().get());
      if (service.name().isEmpty() && !rules.isForNobody()) {
        report.warning(
            SUBJECT,
            about + rules + ", but it is no service of a host with its domain",
            "delete its string attribute kxover.open (kadmin: delstr) if it is a user");
      } else {
        report.ok(SUBJECT, about + (rules.isForNobody() ? "to nobody: " : "") + rules);
      }
    } catch (KerberosSyntaxException e) {
      report.error(
          SUBJECT,
          about + "the guard cannot read its rules: " + e.getMessage(),
          "set them with \"kxover open\", or delete its string attribute kxover.open");
    }
  }
}
