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
 * Two realms with services for each other's users, and with the shortest key lifetimes that can be
 * set.
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
  private final Map<Direction, LabUser> probes = new LinkedHashMap<>();
  private final LabKadmind kadmind;

  /**
   * @param ownClocks true if each realm gets a clock that can be stepped
   */
  SoakWorld(Lab lab, boolean ownClocks) throws IOException {
    // A client that guesses the realm would get tickets even when kxoverd is down.
    this.lab = lab.daemonsAsProcesses().clientsDoNotGuess();
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
      if (ownClocks) {
        clocks.put(realm, realm.clock());
      }
    }
    directions = List.of(direction(a, b), direction(b, a));
    // Covers both ways to the database: A's kxoverd uses kadmin.local, B's uses kadmind.
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

  /** The kadmind of the second realm; the first has none. */
  LabKadmind kadmind() {
    return kadmind;
  }

  /** Each realm's clock; empty if they use the system's. */
  Map<LabRealm, LabClock> clocks() {
    return clocks;
  }

  /** Starts all programs, and makes the first crossing in each direction. */
  void start() throws IOException {
    lab.start();
    kadmind.start();
    for (Direction direction : directions) {
      probes.put(direction, direction.client().user("scout"));
    }
    awaitService();
  }

  /**
   * Waits until a user in each direction gets a ticket, as after a repair. The time depends on the
   * load of the machine.
   *
   * @return the time that it took
   * @throws IOException with the output of kvno, if it takes longer than {@link #REPAIR}
   */
  Duration awaitService() throws IOException {
    Instant begin = Instant.now();
    for (Direction direction : directions) {
      LabCommand.Output output = probe(direction);
      while (output.exitCode() != 0) {
        if (Instant.now().isAfter(begin.plus(REPAIR))) {
          throw new IOException("still no ticket from " + direction + ": " + output.text());
        }
        output = probe(direction);
      }
    }
    return Duration.between(begin, Instant.now());
  }

  private LabCommand.Output probe(Direction direction) throws IOException {
    LabUser scout = probes.get(direction);
    LabCommand.Output login = scout.kinit();
    return login.exitCode() == 0 ? scout.kvno("-S", "HTTP", direction.hosts().get(0)) : login;
  }

  /** Stops the daemons from renewing keys. */
  void letKeysRunOut() throws IOException {
    for (LabRealm realm : realms) {
      realm.kxoverd().set("renewal", "never");
      Settings.reload(realm);
    }
  }

  /** The crossover principals in both databases. */
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

  /** The log lines of both daemons that contain these words. */
  Stream<String> logged(String words) {
    return realms.stream()
        .flatMap(realm -> realm.kxoverd().log().lines().map(line -> realm.name() + ": " + line))
        .filter(line -> line.contains(words));
  }
}
