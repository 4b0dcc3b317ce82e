package org.kxover.lab;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeUnit;

/**
 * Runs three realms whose metrics show all kinds of events, for as many minutes as the first
 * argument says. There are new users, key renewals, an outage of a peer, a realm that refuses, and
 * faulty zones. {@code monitoring/picture.py} draws the dashboard from these metrics.
 */
public final class DashboardDemo {
  private static final List<String> HOSTS =
      List.of(
          "www.b.example",
          "www.b.example",
          "www.b.example",
          "www.b.example",
          "www.c.example",
          "nowhere.b.example",
          "www.unsigned.example",
          "www.expired.example");

  private DashboardDemo() {}

  public static void main(String[] args) throws Exception {
    Duration length = Duration.ofMinutes(Integer.parseInt(args[0]));
    try (Lab lab = new Lab()) {
      LabRealm a = lab.realm("A.EXAMPLE");
      LabRealm b = lab.realm("B.EXAMPLE").service("HTTP", "www.b.example");
      LabRealm c = lab.realm("C.EXAMPLE").service("HTTP", "www.c.example");
      lab.dns()
          .zone("unsigned.example")
          .add("www A 127.0.0.1")
          .add("_kerberos.www TXT \"B.EXAMPLE\"")
          .unsigned();
      lab.dns()
          .zone("expired.example")
          .add("www A 127.0.0.1")
          .add("_kerberos.www TXT \"B.EXAMPLE\"")
          .expired();
      a.kdc().workers(2);
      a.kxoverd().set("key_lifetime", "2m").set("max_ticket_life", "1m");
      c.kxoverd().set("peer_realms", "deny *");
      for (LabRealm realm : List.of(a, b, c)) {
        realm.kxoverd().measured();
      }
      lab.clientsDoNotGuessAtPatchedKdcs().start();
      System.out.println("metrics of A.EXAMPLE: " + a.kxoverd().metricsAddress());
      System.out.println("metrics of B.EXAMPLE: " + b.kxoverd().metricsAddress());
      System.out.flush();
      run(a, b, length);
    }
  }

  private static void run(LabRealm a, LabRealm b, Duration length) throws Exception {
    Random random = new Random(1);
    Instant start = Instant.now();
    boolean down = false;
    for (int i = 0; Instant.now().isBefore(start.plus(length)); i++) {
      Duration passed = Duration.between(start, Instant.now());
      boolean mustBeDown =
          passed.compareTo(length.multipliedBy(5).dividedBy(10)) > 0
              && passed.compareTo(length.multipliedBy(7).dividedBy(10)) < 0;
      if (mustBeDown && !down) {
        b.kxoverd().stop();
      } else if (down && !mustBeDown) {
        b.kxoverd().start();
      }
      down = mustBeDown;
      LabUser user = a.user("user" + i);
      for (int asked = 0; asked < 3; asked++) {
        user.kvno("-S", "HTTP", HOSTS.get(random.nextInt(HOSTS.size())));
      }
      TimeUnit.MILLISECONDS.sleep(random.nextInt(400));
    }
  }
}
