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
 * Two realms that can forget each other: nothing in either database, and whatever DNS said has run
 * out, at the daemons and at the resolver. Their users' first request is a first crossing each
 * time.
 */
final class NewRealmPair {
  static final String HOST = "www.b.example";

  /** Of all that the two zones say, in seconds. */
  private static final int TTL = 1;

  /** That, and another one: unbound looks at whole seconds. */
  private static final long TTL_MILLIS = 2_200;

  private final Lab lab;
  private final LabRealm a;
  private final LabRealm b;
  private LabUser alice;

  /**
   * @param a whose users go out; with {@code b} in a lab that has not started yet
   */
  NewRealmPair(Lab lab, LabRealm a, LabRealm b) throws IOException {
    this.lab = lab;
    this.a = a;
    this.b = b;
    b.service("HTTP", HOST);
    for (LabRealm realm : List.of(a, b)) {
      realm.zone().ttl(TTL);
      // They are new to each other more often than realms are.
      realm.kxoverd().set("new_realms", "10000").set("new_realms_per_domain", "10000");
    }
  }

  /** Starts all, and lets a user log in. */
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

  /** Deletes the key on both sides. */
  void loseKeys() throws IOException {
    String name = "krbtgt/" + b.name() + "@" + a.name();
    for (LabRealm realm : List.of(a, b)) {
      if (realm.crossover(b, a).exists()) {
        realm.kdc().kadmin("delprinc -force " + name);
      }
    }
  }

  /** Makes them strangers. */
  void forget() throws IOException, InterruptedException {
    loseKeys();
    // What is waited for is the time itself.
    TimeUnit.MILLISECONDS.sleep(TTL_MILLIS);
  }

  /** Both daemons as they are at their start, in the same moment. */
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
   * From a client's TGS-REQ to its ticket, with a TGT and no other ticket before and after.
   *
   * @return milliseconds
   */
  double cross() throws IOException {
    long start = System.nanoTime();
    LabCommand.Output said = alice.kvnoAside("-S", "HTTP", HOST);
    double millis = (System.nanoTime() - start) / 1e6;
    if (said.exitCode() != 0) {
      throw new IOException("no ticket: " + said.text() + "\n" + lab.logs());
    }
    return millis;
  }
}
