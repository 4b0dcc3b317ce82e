package org.kxover.bench;

import java.io.IOException;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.kxover.lab.Lab;
import org.kxover.lab.LabCommand;
import org.kxover.lab.LabRealm;
import org.kxover.lab.LabUser;

/**
 * Two realms that can be reset to unknown: no key in either database, and no DNS answer in any
 * cache. So a first crossing between them can be measured repeatedly.
 */
final class NewRealmPair {
  static final String HOST = "www.b.example";

  /** The TTL of both zones in seconds. */
  private static final int TTL = 1;

  /** The TTL and one more second, as unbound counts whole seconds. */
  private static final long TTL_MILLIS = 2_200;

  private final Lab lab;
  private final LabRealm a;
  private final LabRealm b;
  private LabUser alice;

  /**
   * @param a the client realm; both realms are in a lab that has not started yet
   */
  NewRealmPair(Lab lab, LabRealm a, LabRealm b) throws IOException {
    this.lab = lab;
    this.a = a;
    this.b = b;
    b.service("HTTP", HOST);
    for (LabRealm realm : List.of(a, b)) {
      realm.zone().ttl(TTL);
      // Each reset makes the realms count as new again.
      realm.kxoverd().set("new_realms", "10000").set("new_realms_per_domain", "10000");
    }
  }

  /** Starts all programs, and logs a user in. */
  void start() throws IOException {
    lab.start();
    alice = a.user("alice");
  }

  LabRealm a() {
    return a;
  }

  LabRealm b() {
    return b;
  }

  /** Deletes the crossover in both databases. */
  void loseKeys() throws IOException {
    String name = "krbtgt/" + b.name() + "@" + a.name();
    for (LabRealm realm : List.of(a, b)) {
      if (realm.crossover(b, a).exists()) {
        realm.kdc().kadmin("delprinc -force " + name);
      }
    }
  }

  /** Deletes the keys, and waits until all DNS answers have expired. */
  void forget() throws IOException, InterruptedException {
    loseKeys();
    TimeUnit.MILLISECONDS.sleep(TTL_MILLIS);
  }

  /** Restarts both daemons at once. */
  void restartDaemons() throws Exception {
    a.kxoverd().stop();
    b.kxoverd().stop();
    CompletableFuture<Void> other = CompletableFuture.runAsync(() -> start(b));
    start(a);
    other.get(2, TimeUnit.MINUTES);
  }

  private static void start(LabRealm realm) {
    try {
      realm.kxoverd().start();
    } catch (IOException e) {
      throw new IllegalStateException(e);
    }
  }

  /**
   * Gets a service ticket in the other realm, with a TGT and no other ticket in the cache.
   *
   * @return the time in milliseconds
   */
  double cross() throws IOException {
    long start = System.nanoTime();
    LabCommand.Output said = alice.kvnoAside("-S", "HTTP", HOST);
    double millis = (System.nanoTime() - start) / 1e6;
    if (said.exitCode() != 0) {
      throw new IOException("got no ticket: " + said.text() + "\n" + lab.logs());
    }
    return millis;
  }
}
