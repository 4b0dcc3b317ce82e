package org.kxover.daemon;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.kxover.lab.Lab;
import org.kxover.lab.LabCommand;
import org.kxover.lab.LabExtension;
import org.kxover.lab.LabRealm;
import org.kxover.lab.LabUser;

/** SIGHUP at a real daemon. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@Timeout(300)
class ReloadIT {
  private static final String RELOADED = "reloaded: realm";

  @RegisterExtension static final LabExtension world = LabExtension.shared();

  private LabRealm a;
  private LabRealm b;

  @BeforeAll
  void twoRealms() throws Exception {
    Lab lab = world.lab().daemonsAsProcesses().clientsDoNotGuess();
    a = lab.realm("A.EXAMPLE");
    b = lab.realm("B.EXAMPLE").service("HTTP", "www.b.example");
    lab.start();
  }

  private static LabCommand.Output ask(LabUser user) throws Exception {
    return user.kvno("-S", "HTTP", "www.b.example");
  }

  @Test
  void settingsChangeAndABadFileChangesNothing() throws Exception {
    LabUser alice = a.user("alice");
    a.kxoverd().set("peer_realms", "deny b.example").reload(RELOADED, 1);
    assertNotEquals(0, ask(alice).exitCode());
    assertFalse(a.crossover(b, a).exists());

    a.kxoverd()
        .set("peer_realms", "perhaps")
        .reload("cannot reload, the old settings stay in force: ", 1);
    assertTrue(
        a.kxoverd()
            .log()
            .matches("(?s).*stay in force: [^\n]*kxoverd\\.conf:[0-9]+: peer_realms is not.*"),
        a.kxoverd().log());
    assertNotEquals(0, ask(alice).exitCode());

    a.kxoverd().set("peer_realms", "allow *").reload(RELOADED, 2);
    LabCommand.Output output = ask(alice);
    assertEquals(0, output.exitCode(), output::text);

    // The KDC caches the referral for minutes. The reload makes it drop the cache.
    a.kxoverd().set("peer_realms", "deny b.example").reload(RELOADED, 3);
    LabUser bob = a.user("bob");
    assertNotEquals(0, ask(bob).exitCode());
    a.kxoverd().set("peer_realms", "allow *").reload(RELOADED, 4);
  }

  /** A KDC with one process could not give kadmin a ticket if it waited for our answer. */
  @Test
  void theOldRealmsServeWhileKadminOfTheNewOnesLogsIn() throws Exception {
    LabUser alice = a.user("alice");
    assertEquals(0, ask(alice).exitCode());
    Path gate = a.folder().resolve("gate");
    Path waiting = a.folder().resolve("waiting");
    Path kadmin = a.folder().resolve("kadmin-behind-a-gate");
    Files.writeString(
        kadmin,
        """
        #!/bin/sh
        touch %s
        while [ ! -e %s ]; do sleep 0.1; done
        exec "$@"
        """
            .formatted(waiting, gate),
        StandardCharsets.US_ASCII);
    Files.setPosixFilePermissions(kadmin, PosixFilePermissions.fromString("rwx------"));
    a.kxoverd().set("kadmin", kadmin + " " + a.kdc().kadminCommand());
    a.kxoverd().hangUp();
    a.kxoverd().await("starts kadmin", () -> Files.exists(waiting));
    for (String name : List.of("bob", "carol")) {
      LabCommand.Output output = ask(a.user(name));
      assertEquals(0, output.exitCode(), output::text);
    }
    assertFalse(a.kxoverd().log().contains(RELOADED), a.kxoverd().log());
    Files.createFile(gate);
    a.kxoverd().awaitLines(RELOADED, 1, Duration.ofSeconds(60));
    assertEquals(0, ask(a.user("dave")).exitCode());
  }

  /** Every request of several users is answered while the realms are replaced. */
  @Test
  void noRequestIsLost() throws Exception {
    List<LabUser> users = new ArrayList<>();
    for (int i = 0; i < 3; i++) {
      users.add(a.user("user" + i));
    }
    AtomicBoolean over = new AtomicBoolean();
    AtomicInteger asked = new AtomicInteger();
    ExecutorService pool = Executors.newFixedThreadPool(users.size());
    List<Future<String>> failures = new ArrayList<>();
    for (LabUser user : users) {
      failures.add(
          pool.submit(
              () -> {
                while (!over.get()) {
                  LabCommand.Output output = ask(user);
                  if (output.exitCode() != 0) {
                    return output.text();
                  }
                  asked.incrementAndGet();
                }
                return "none";
              }));
    }
    for (int i = 1; i <= 5; i++) {
      a.kxoverd().reload(RELOADED, i);
      b.kxoverd().reload(RELOADED, i);
    }
    over.set(true);
    for (Future<String> failure : failures) {
      assertEquals("none", failure.get());
    }
    pool.shutdown();
    assertTrue(asked.get() >= users.size(), "requests were made: " + asked);
    a.kxoverd()
        .awaitLines(
            "no request uses the settings from before the reload", 5, Duration.ofSeconds(60));
  }
}
