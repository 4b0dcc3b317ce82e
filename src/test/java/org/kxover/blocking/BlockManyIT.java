package org.kxover.blocking;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.kxover.bench.CrossoverCopies;
import org.kxover.lab.Lab;
import org.kxover.lab.LabCommand;
import org.kxover.lab.LabExtension;
import org.kxover.lab.LabKadmind;
import org.kxover.lab.LabRealm;
import org.kxover.lab.LabUser;
import org.kxover.lab.ShortForm;

/** A block of a realm with very many crossovers, and one from another machine. */
@Timeout(600)
class BlockManyIT {
  private static final int MOST = 2_000;
  private static final String HOST = "www.p000000.example";
  private static final String FIRST = "krbtgt/" + CrossoverCopies.FIRST + "@A.EXAMPLE";

  @RegisterExtension final LabExtension world = new LabExtension();

  private Lab lab;
  private LabRealm a;

  @BeforeEach
  void realms() throws Exception {
    lab = world.lab();
    a = lab.realm("A.EXAMPLE");
    a.kdc().guard("");
    lab.realm(CrossoverCopies.FIRST).service("HTTP", HOST);
  }

  private int fill() throws Exception {
    int count = MOST / ShortForm.BLOCKED_CROSSOVERS.oneIn();
    String one = Files.readString(a.kdc().dump(), StandardCharsets.ISO_8859_1);
    Path all = a.folder().resolve("many.dump");
    Files.writeString(all, CrossoverCopies.of(one, count), StandardCharsets.ISO_8859_1);
    a.kxoverd().stop();
    a.kdc().load(all);
    a.kxoverd().start();
    return count;
  }

  private static String last(int count) {
    return "krbtgt/" + CrossoverCopies.peer(count - 1) + "@A.EXAMPLE";
  }

  private boolean isClosed(String principal) throws Exception {
    return a.kdc().kadmin("getprinc " + principal).contains("DISALLOW_ALL_TIX");
  }

  @Test
  void theGuardRefusesAllBeforeEachCrossoverIsClosed() throws Exception {
    lab.start();
    LabUser alice = a.user("alice");
    Blocking.assertServed(alice, HOST);
    int count = fill();
    assertTrue(Blocking.isServedAside(alice, FIRST));

    long start = System.nanoTime();
    CompletableFuture<String> block = CompletableFuture.supplyAsync(() -> done("block", "--all"));
    a.kxoverd().await("is refused", () -> !Blocking.isServedAside(alice, FIRST));
    Duration refused = Duration.ofNanos(System.nanoTime() - start);
    boolean lastWasOpen = !isClosed(last(count));
    block.join();
    Duration ended = Duration.ofNanos(System.nanoTime() - start);
    System.out.printf(
        "block --all of %d crossovers: refused after %d ms, all closed after %d ms%n",
        count, refused.toMillis(), ended.toMillis());
    assertTrue(lastWasOpen, "the guard refused before the last crossover was closed");
    assertTrue(isClosed(last(count)));
    assertTrue(isClosed(FIRST));

    done("unblock", "--all");
    assertFalse(isClosed(last(count)));
    assertTrue(Blocking.isServedAside(alice, FIRST));
  }

  private String done(String... words) {
    try {
      return Blocking.done(a, words);
    } catch (Exception e) {
      throw new CompletionException(e);
    }
  }

  @Test
  void anAdministratorBlocksFromAnotherMachine() throws Exception {
    LabKadmind kadmind = new LabKadmind(lab, a).alsoFor("root/admin@A.EXAMPLE  *");
    lab.start();
    kadmind.start();
    Path keytab = a.folder().resolve("root-admin.keytab");
    a.kdc().kadmin("addprinc -randkey root/admin");
    a.kdc().kadmin("ktadd -k " + keytab + " root/admin");
    LabUser alice = a.user("alice");
    // kxoverd was there before kadmind.
    a.kxoverd().await("has kadmind", () -> Blocking.isServedAside(alice, HOST));
    String remote =
        "env KRB5_CONFIG="
            + kadmind.clientConfig()
            + " "
            + lab.programs().path("kadmin")
            + " -r A.EXAMPLE -k -t "
            + keytab
            + " -p root/admin";
    for (String other : List.of(CrossoverCopies.FIRST, "--all")) {
      remote(remote, "block", other);
      assertNotEquals(0, alice.kvnoAside(FIRST).exitCode());
      remote(remote, "unblock", other);
      assertTrue(Blocking.isServedAside(alice, FIRST));
    }
  }

  private void remote(String kadmin, String... words) throws Exception {
    LabCommand.Output output = Blocking.kxover(a, kadmin, List.of(words));
    assertEquals(0, output.exitCode(), output::text);
  }
}
