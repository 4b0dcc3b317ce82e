package org.kxover.check;

import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.kxover.config.RealmSettings;
import org.kxover.kerberos.EncryptionType;
import org.kxover.kerberos.Realm;

/**
 * Checks that the KDC permits the types of the keys that there are. If {@code permitted_enctypes}
 * changed after a key was made, its tickets are refused for the life of the key.
 */
final class KeyTypesCheck implements Check {
  private static final String SUBJECT = "keys";

  /** The number of keys that have a finding of their own. */
  private static final int MAX_FINDINGS = 10;

  private final RealmSettings realm;
  private final RunningDaemon daemon;
  private final DaemonCrossovers crossovers;
  private final Optional<Realm> peer;
  private final List<EncryptionType> possible;

  /**
   * @param peer the realm whose keys are checked; if empty, all that kxoverd remembers
   * @param possible all types that the KDC can use now
   */
  KeyTypesCheck(
      RealmSettings realm,
      RunningDaemon daemon,
      DaemonCrossovers crossovers,
      Optional<Realm> peer,
      List<EncryptionType> possible) {
    this.realm = realm;
    this.daemon = daemon;
    this.crossovers = crossovers;
    this.peer = peer;
    this.possible = List.copyOf(possible);
  }

  @Override
  public void run(Report report) {
    if (possible.isEmpty() || !daemon.answers()) {
      // The findings on the encryption types and on kxoverd say so.
      return;
    }
    Tally tally = new Tally(report);
    try {
      if (peer.isPresent()) {
        crossovers.with(peer.get()).forEach(tally::add);
      } else {
        crossovers.remembered(tally::add);
      }
    } catch (IOException e) {
      report.warning(
          SUBJECT,
          "kxoverd cannot tell what types they have: " + e.getMessage(),
          "see the findings on the key database, and the log of kxoverd");
      return;
    }
    tally.end();
  }

  /** Counts the keys, and reports the first ones that are wrong. */
  private final class Tally {
    private final Report report;
    private long keys;
    private long wrong;

    Tally(Report report) {
      this.report = report;
    }

    void add(Map<String, String> key) {
      if (!key.containsKey("etypes")) {
        // Made by hand.
        return;
      }
      keys++;
      List<String> forbidden =
          List.of(key.get("etypes").split(",", -1)).stream()
              .filter(name -> possible.stream().noneMatch(type -> type.mitName().equals(name)))
              .toList();
      if (!forbidden.isEmpty()) {
        wrong++;
        if (wrong <= MAX_FINDINGS) {
          error(key, forbidden);
        }
      }
    }

    private void error(Map<String, String> key, List<String> forbidden) {
      report.error(
          SUBJECT,
          key.get("principal")
              + " has keys of types that the KDC forbids now: "
              + String.join(", ", forbidden),
          "out".equals(key.get("direction"))
              ? "run \"kxover renew " + key.get("peer") + "\""
              : "permit these types again in permitted_enctypes and restart the KDC, or ask the"
                  + " administrators of "
                  + key.get("peer")
                  + " to renew the key");
    }

    void end() {
      if (wrong > MAX_FINDINGS) {
        report.error(
            SUBJECT,
            (wrong - MAX_FINDINGS) + " more crossovers have keys of types that the KDC forbids now",
            "mend those above, and run this again; or permit the types again in"
                + " permitted_enctypes and restart the KDC");
      }
      if (wrong == 0) {
        report.ok(SUBJECT, "the KDC permits the types of " + which());
      }
    }

    private String which() {
      if (peer.isPresent()) {
        return "the keys with " + peer.get();
      }
      return daemon.isPartial(realm)
          ? "the "
              + keys
              + " keys that kxoverd remembers, not of all; name a realm to check its keys"
          : "all keys: " + keys;
    }
  }
}
