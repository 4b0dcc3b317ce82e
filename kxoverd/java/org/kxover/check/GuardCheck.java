package org.kxover.check;

import java.util.List;
import java.util.Map;
import org.kxover.config.GuardPolicy;
import org.kxover.config.GuardSettings;
import org.kxover.config.RealmSettings;

/** Reports what the running kxoverd saw when it looked for the guard in each KDC of the realm. */
final class GuardCheck implements Check {
  private static final String SUBJECT = "guard";

  /** Takes the realm. */
  private static final String ATTACH =
      "run \"kxover setup --realm %s\" on that KDC, which attaches the guard, and restarts the KDC";

  private final RealmSettings realm;
  private final List<Map<String, String>> items;
  private final boolean observes;

  /**
   * @param items of the daemon's status
   * @param observes true if the guard of the KDC on this machine only observes
   */
  GuardCheck(RealmSettings realm, List<Map<String, String>> items, boolean observes) {
    this.realm = realm;
    this.observes = observes;
    this.items = List.copyOf(items);
  }

  @Override
  public void run(Report report) {
    if (observes) {
      report.warning(
          SUBJECT,
          "it only observes (guard = observe in the KDC's configuration): users of other realms"
              + " reach every service, and no other realm gets a new key unless guard = optional",
          "see \"kxover services\" for what they used, open what they may use on, and then run"
              + " \"kxover setup --guard enforce\"");
    }
    GuardPolicy policy = realm.get(GuardSettings.GUARD);
    if (policy == GuardPolicy.OFF) {
      report.warning(
          SUBJECT,
          "guard = off: kxoverd does not look whether the KDCs have the guard",
          "without the guard every service is open to users of all realms that cross over");
      return;
    }
    if (policy == GuardPolicy.OPTIONAL) {
      report.warning(
          SUBJECT,
          "guard = optional: other realms get keys though a KDC has no guard",
          "set guard = required when all KDCs have it");
    }
    List<Map<String, String>> kdcs =
        items.stream()
            .filter(item -> "kdc".equals(item.get("item")))
            .filter(item -> realm.realm().name().equals(item.get("realm")))
            .toList();
    if (kdcs.isEmpty()) {
      report.error(
          SUBJECT,
          "kxoverd has tried no KDC",
          "see the log of kxoverd, and guarded_kdcs in the settings");
    }
    kdcs.forEach(kdc -> report(kdc, report));
  }

  private void report(Map<String, String> kdc, Report report) {
    String text = "KDC " + kdc.get("kdc") + " is " + kdc.get("guard") + ": " + kdc.get("reason");
    switch (kdc.getOrDefault("guard", "")) {
      case "guarded" -> report.ok(SUBJECT, text);
      case "unguarded" -> {
        if (observes) {
          report.warning(SUBJECT, text, "let its guard enforce, as above");
        } else {
          report.error(SUBJECT, text, ATTACH.formatted(realm.realm()));
        }
      }
      default -> {
        if ("no".equals(kdc.get("located"))) {
          report.error(
              SUBJECT,
              text,
              "see that its SRV and address records can be looked up; until then no other realm"
                  + " gets a key, as that KDC may have no guard");
        } else if ("no".equals(kdc.get("answered"))) {
          report.warning(SUBJECT, text, "see that it is running, and reachable from here");
        } else {
          report.error(
              SUBJECT,
              text,
              "run \"kxover setup --realm "
                  + realm.realm()
                  + "\" to make the services of the probe; a replica needs them, and the newest"
                  + " keys, in its copy of the database");
        }
      }
    }
  }
}
