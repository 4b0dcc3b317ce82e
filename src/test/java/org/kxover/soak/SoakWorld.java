package org.kxover.soak;

import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.kxover.lab.Lab;
import org.kxover.lab.LabClock;
import org.kxover.lab.LabCommand;
import org.kxover.lab.LabKadmind;
import org.kxover.lab.LabRealm;
import org.kxover.lab.LabUser;

/**
 * Two realms with services for each other's users, whose keys have the shortest lives there are.
 */
final class SoakWorld {
  static final Duration KEY_LIFETIME = Duration.ofMinutes(2);

  private static final Duration MAX_TICKET_LIFE = Duration.ofMinutes(1);
  private static final Duration REPAIR = Duration.ofMinutes(2);
  private static final List<String> HOSTS = List.of("www", "mail", "files", "wiki", "print");

  private final Lab lab;
  private final List<LabRealm> realms;
  private final List<Direction> directions;
  private final Map<LabRealm, LabClock> clocks = new LinkedHashMap<>();
  private final Map<Direction, LabUser> scouts = new LinkedHashMap<>();
  private final LabKadmind kadmind;

  /**
   * @param clocksOfTheirOwn whether the realms' clocks can be stepped
   */
  SoakWorld(Lab lab, boolean clocksOfTheirOwn) throws IOException {
    // A client that guesses would not notice that kxoverd is down.
    this.lab = lab.clientsDoNotGuess();
    LabRealm a = lab.realm("A.EXAMPLE");
    LabRealm b = lab.realm("B.EXAMPLE");
    realms = List.of(a, b);
    for (LabRealm realm : realms) {
      for (String host : HOSTS) {
        realm.service("HTTP", host + "." + realm.domain());
      }
      realm
          .kxoverd()
          .set("key_lifetime", KEY_LIFETIME.toSeconds() + "s")
          .set("max_ticket_life", MAX_TICKET_LIFE.toSeconds() + "s");
      if (clocksOfTheirOwn) {
        clocks.put(realm, realm.clock());
      }
    }
    directions = List.of(direction(a, b), direction(b, a));
    // One of each kind: A's kxoverd has kadmin.local, and B's goes through kadmind.
    kadmind = new LabKadmind(lab, b);
  }

  private static Direction direction(LabRealm client, LabRealm service) {
    return new Direction(
        client, service, HOSTS.stream().map(host -> host + "." + service.domain()).toList());
  }

  Lab lab() {
    return lab;
  }

  List<LabRealm> realms() {
    return realms;
  }

  List<Direction> directions() {
    return directions;
  }

  /** That of the second realm; the first has none. */
  LabKadmind kadmind() {
    return kadmind;
  }

  /** Each realm's clock; empty where they have none of their own. */
  Map<LabRealm, LabClock> clocks() {
    return clocks;
  }

  /** Starts all, and has the realms meet. */
  void start() throws IOException {
    lab.start();
    kadmind.start();
    for (Direction direction : directions) {
      scouts.put(direction, direction.client().user("scout"));
    }
    awaitService();
  }

  /**
   * Waits until a user of each realm is served, as after a repair. How many questions that takes,
   * and how long, depends on what the machine has to do besides.
   *
   * @return how long that was
   * @throws IOException where it is more than {@link #REPAIR}, with what the user was told
   */
  Duration awaitService() throws IOException {
    Instant begin = Instant.now();
    for (Direction direction : directions) {
      LabCommand.Output output = scouted(direction);
      while (output.exitCode() != 0) {
        if (Instant.now().isAfter(begin.plus(REPAIR))) {
          throw new IOException("still no way from " + direction + ": " + output.text());
        }
        output = scouted(direction);
      }
    }
    return Duration.between(begin, Instant.now());
  }

  private LabCommand.Output scouted(Direction direction) throws IOException {
    LabUser scout = scouts.get(direction);
    LabCommand.Output login = scout.kinit();
    return login.exitCode() == 0 ? scout.kvno("-S", "HTTP", direction.hosts().get(0)) : login;
  }

  /** Has the daemons renew no key any more. */
  void letKeysRunOut() throws IOException {
    for (LabRealm realm : realms) {
      realm.kxoverd().set("renewal", "never");
      Settings.reload(realm);
    }
  }

  /** The principals in the databases that are no realm's own, but two realms'. */
  List<String> crossovers() throws IOException {
    List<String> found = new ArrayList<>();
    for (LabRealm realm : realms) {
      String own = "krbtgt/" + realm.name() + "@" + realm.name();
      realm
          .kdc()
          .principals()
          .lines()
          .filter(line -> line.startsWith("krbtgt/") && !line.equals(own))
          .forEach(line -> found.add(line + " of " + realm.name()));
    }
    return found;
  }

  /** What the daemons have logged that has these words. */
  Stream<String> logged(String words) {
    return realms.stream()
        .flatMap(realm -> realm.kxoverd().log().lines().map(line -> realm.name() + ": " + line))
        .filter(line -> line.contains(words));
  }
}
