package org.kxover.check;

import java.util.List;
import java.util.Map;
import org.kxover.config.RealmSettings;
import org.kxover.kerberos.EncryptionType;

/**
 * Checks that the KDC permits the types of the keys that there are. If {@code permitted_enctypes}
 * changed after a key was made, its tickets are refused for the life of the key.
 */
final class KeyTypesCheck implements Check {
  private static final String SUBJECT = "keys";

  private final RealmSettings realm;
  private final RunningDaemon daemon;
  private final List<EncryptionType> possible;

  /**
   * @param possible all types that the KDC can use now
   */
  KeyTypesCheck(RealmSettings realm, RunningDaemon daemon, List<EncryptionType> possible) {
    this.realm = realm;
    this.daemon = daemon;
    this.possible = List.copyOf(possible);
  }

  @Override
  public void run(Report report) {
    if (possible.isEmpty()) {
      // The finding on the encryption types says so.
      return;
    }
    for (Map<String, String> key : daemon.items("crossover")) {
      if (realm.realm().name().equals(key.get("realm")) && key.containsKey("etypes")) {
        check(key, report);
      }
    }
  }

  private void check(Map<String, String> key, Report report) {
    List<String> types = List.of(key.get("etypes").split(",", -1));
    List<String> forbidden =
        types.stream()
            .filter(name -> possible.stream().noneMatch(type -> type.mitName().equals(name)))
            .toList();
    if (!forbidden.isEmpty()) {
      report.error(
          SUBJECT,
          key.get("principal")
              + " has keys of types that the KDC forbids now: "
              + String.join(", ", forbidden),
          key.get("direction").equals("out")
              ? "run \"kxover renew " + key.get("peer") + "\""
              : "permit these types again in permitted_enctypes and restart the KDC, or ask the"
                  + " administrators of "
                  + key.get("peer")
                  + " to renew the key");
    }
  }
}
