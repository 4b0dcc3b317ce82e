package org.kxover.check;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.kxover.config.DatabaseSettings;
import org.kxover.config.RealmSettings;
import org.kxover.kdb.CrossoverStore;
import org.kxover.kdb.StoreException;
import org.kxover.kdb.StoredCrossover;
import org.kxover.kerberos.KerberosSyntaxException;
import org.kxover.kerberos.PrincipalName;
import org.kxover.kerberos.Realm;
import org.kxover.setup.Profile;

/**
 * Checks that {@code [capaths]} in krb5.conf expects no users by way of a crossover that kxoverd
 * made. The guard lets in the users of the realm itself only, so such users would be refused.
 */
final class PathsCheck implements Check {
  private static final String SUBJECT = "capaths";
  private static final String DEFAULT_FILE = "/etc/krb5.conf";

  /** The section, the realm of the client, and that of the server. */
  private static final int LENGTH = 3;

  private final RealmSettings realm;
  private final CrossoverStore store;
  private final Map<String, String> environment;

  PathsCheck(RealmSettings realm, CrossoverStore store, Map<String, String> environment) {
    this.realm = realm;
    this.store = store;
    this.environment = environment;
  }

  /** Users of {@code client} reach {@code server} through {@code through}. */
  private record Hop(Path file, String client, String server, String through) {}

  @Override
  public void run(Report report) {
    String files =
        realm
            .get(DatabaseSettings.KRB5_CONFIG)
            .map(Path::toString)
            .orElse(environment.getOrDefault("KRB5_CONFIG", DEFAULT_FILE));
    boolean contradicts = false;
    int hops = 0;
    for (String file : files.split(":", -1)) {
      try {
        for (Hop hop : hops(Path.of(file))) {
          hops++;
          contradicts |= contradicts(hop, report);
        }
      } catch (IOException e) {
        report.warning(SUBJECT, file + " cannot be read: " + e, "see KRB5_CONFIG");
        contradicts = true;
      }
    }
    if (!contradicts) {
      report.ok(
          SUBJECT,
          hops == 0
              ? "there are no paths through other realms in krb5.conf"
              : "no path in krb5.conf goes through a realm with which kxoverd made a key");
    }
  }

  private boolean contradicts(Hop hop, Report report) {
    String own = realm.realm().name();
    if (hop.through().equals(".") || !(hop.server().equals(own) || hop.client().equals(own))) {
      return false;
    }
    boolean comesIn = hop.server().equals(own);
    Optional<PrincipalName> crossover = crossover(hop.through(), comesIn);
    try {
      if (crossover.isEmpty()
          || store.find(crossover.get()).filter(StoredCrossover::managed).isEmpty()) {
        return false;
      }
    } catch (StoreException e) {
      report.warning(SUBJECT, e.getMessage(), "see the findings on the key database");
      return true;
    }
    report.warning(
        SUBJECT,
        hop.file()
            + " lets users of "
            + hop.client()
            + " reach "
            + hop.server()
            + " through "
            + hop.through()
            + ", but kxoverd made "
            + crossover.get()
            + ", over which the guard lets only users of one realm go to the next",
        "make a trust by hand in its place, or delete the path from [capaths]");
    return true;
  }

  private Optional<PrincipalName> crossover(String through, boolean comesIn) {
    try {
      Realm other = Realm.parse(through);
      return other.sameDomain(realm.realm())
          ? Optional.empty()
          : Optional.of(
              comesIn
                  ? PrincipalName.crossover(realm.realm(), other)
                  : PrincipalName.crossover(other, realm.realm()));
    } catch (KerberosSyntaxException e) {
      return Optional.empty();
    }
  }

  /** The relations of [capaths], also in files that this file includes. */
  private static List<Hop> hops(Path file) throws IOException {
    return Profile.read(List.of(file)).relations().stream()
        .filter(one -> one.path().size() == LENGTH && one.path().get(0).equals(SUBJECT))
        .map(one -> new Hop(one.file(), one.path().get(1), one.path().get(2), one.value()))
        .toList();
  }
}
