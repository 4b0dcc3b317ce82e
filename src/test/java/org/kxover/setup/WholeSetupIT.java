package org.kxover.setup;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.kxover.lab.LabCommand;
import org.kxover.lab.LabExtension;
import org.kxover.lab.LabKdc;
import org.kxover.lab.LabRealm;
import org.kxover.lab.LabUser;

/**
 * {@code kxover setup} on a realm with a real KDC, a running kxoverd and signed zones, till a user
 * of another realm has a ticket. There is no systemd: a program of the test restarts the KDC.
 */
@Timeout(300)
class WholeSetupIT {
  private static final String BOGUS = "www.forged.example";
  private static final String WANTED = "wanted";

  @RegisterExtension final LabExtension world = new LabExtension();
  private final ExecutorService restarter = Executors.newSingleThreadExecutor();
  private final AtomicBoolean ended = new AtomicBoolean();
  private LabRealm a;
  private LabRealm b;
  private Path restart;
  private Path restarts;
  private CompletableFuture<Void> restarting;

  @BeforeEach
  void realms() throws Exception {
    a = world.lab().realm("A.EXAMPLE");
    b = world.lab().realm("B.EXAMPLE");
    world.lab().dns().zone("forged.example").add("www A 192.0.2.1").forge("www A 192.0.2.2");
    b.kxoverd().set("test_service", "yes").set("guard", "required");
    b.kxoverd().set("guarded_kdcs", "127.0.0.1:" + b.kdc().port());
    b.zone().add("_kerberos.kx TXT \"B.EXAMPLE\"");
    // As a KDC without the guard, and not one with the guard switched off.
    Path profile = b.kdc().profile();
    Files.writeString(profile, Files.readString(profile).replace("    guard = off\n", ""));
    Files.writeString(acl(), "*/admin@B.EXAMPLE *\n");
    restarts = b.folder().resolve("restarts");
    restart = Files.writeString(b.folder().resolve("restart"), program());
    Files.setPosixFilePermissions(restart, PosixFilePermissions.fromString("rwx------"));
    world.lab().start();
    restarting = CompletableFuture.runAsync(this::restartWhenWanted, restarter);
  }

  @AfterEach
  void end() {
    ended.set(true);
    restarter.shutdown();
    restarting.join();
  }

  /** Notes what it was told, and waits till the test has restarted the KDC. */
  private String program() {
    return """
        #!/bin/sh
        echo "$*" >>%1$s
        [ "$*" = "restart krb5kdc" ] || exit 0
        : >%2$s
        for i in $(seq 300); do [ -e %2$s ] || exit 0; sleep 0.1; done
        exit 1
        """
        .formatted(restarts, wanted());
  }

  private Path wanted() {
    return b.folder().resolve(WANTED);
  }

  private Path acl() {
    return b.folder().resolve("kadm5.acl");
  }

  private void restartWhenWanted() {
    try {
      while (!ended.get()) {
        if (Files.exists(wanted())) {
          b.kdc().restart();
          Files.delete(wanted());
        }
        Thread.sleep(50);
      }
    } catch (IOException | InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  private LabCommand.Output setup(String... more) throws IOException {
    List<String> words = new ArrayList<>(List.of("setup", "--realm", "B.EXAMPLE"));
    words.addAll(List.of("--host", "kx.b.example", "--acl-file", acl().toString()));
    words.addAll(List.of("--kadmin-local", b.kdc().kadminCommand(), "--kdc", "primary"));
    words.addAll(List.of("--restart", restart.toString(), "--bogus-name", BOGUS));
    words.addAll(List.of("--modules", LabKdc.PLUGIN.getParent().toString(), "--wait", "0"));
    words.addAll(List.of(more));
    return b.kxoverd()
        .kxover(words.toArray(String[]::new))
        .env(
            Map.of(
                "KRB5_CONFIG", b.kdc().config().toString(),
                "KRB5_KDC_PROFILE", b.kdc().profile().toString(),
                "PATH", "/usr/sbin:/usr/bin:/sbin:/bin:" + LabKdc.PLUGIN.getParent()))
        .runToAnyEnd();
  }

  private List<String> restarted() throws IOException {
    return Files.exists(restarts) ? Files.readAllLines(restarts) : List.of();
  }

  /** The contents of the files that the set-up may change. */
  private Map<String, String> files() throws IOException {
    Map<String, String> contents = new TreeMap<>();
    for (Path file : List.of(b.kdc().profile(), acl(), b.folder().resolve("kxoverd.conf"))) {
      contents.put(file.toString(), HexFormat.of().formatHex(Files.readAllBytes(file)));
    }
    return contents;
  }

  /** Without the crossover with which kxoverd looks for the guard meanwhile. */
  private List<String> principals() throws IOException {
    return b.kdc().principals().lines().filter(line -> !line.endsWith(".INVALID")).toList();
  }

  @Test
  void fromAKdcWithoutTheGuardToATicketAndBack() throws Exception {
    Map<String, String> before = files();
    List<String> principals = principals();
    LabCommand.Output plan = setup("--dry-run");
    assertEquals(0, plan.exitCode(), plan::text);
    assertTrue(plan.text().contains("will add the test service kxover/kx.b.example@B.EXAMPLE"));
    assertTrue(
        plan.text().contains("module = kxover:" + LabKdc.PLUGIN.resolveSibling("kxover-guard.so")));
    assertTrue(plan.text().contains("host_based_services = *"), plan.text());
    assertEquals(before, files(), "a plan changes nothing");
    assertEquals(principals, principals());
    assertEquals(List.of(), restarted());

    LabCommand.Output done = setup("--yes");
    assertEquals(0, done.exitCode(), done::text);
    assertTrue(done.text().contains("  kvno -S kxover kx.b.example\n"), done.text());
    assertEquals(List.of("restart kadmind", "restart krb5kdc", "restart kxoverd"), restarted());
    assertTrue(maps().contains("kxover-guard.so"), "the KDC has loaded the guard");

    // The two lines that it prints.
    LabUser user = a.user("alice");
    LabCommand.Output ticket = user.kvno("-S", "kxover", "kx.b.example");
    assertEquals(0, ticket.exitCode(), ticket::text);
    String attributes = b.kdc().kadmin("getprinc kxover/kx.b.example");
    assertFalse(attributes.contains("DISALLOW"), "no client is refused for its flags");
    assertTrue(attributes.contains("Attributes:"), attributes);
    b.kdc().kadmin("addprinc -randkey host/kx.b.example");
    LabCommand.Output closed = user.kvno("-S", "host", "kx.b.example");
    assertNotEquals(0, closed.exitCode(), "another service of the host is closed");

    Map<String, String> after = files();
    LabCommand.Output again = setup("--yes");
    assertEquals(0, again.exitCode(), again::text);
    assertFalse(again.text().lines().anyMatch(line -> line.startsWith("done: ")), again.text());
    assertEquals(after, files());
    assertEquals(3, restarted().size(), "nothing is restarted a second time");

    LabCommand.Output undone = setup("--undo", "--yes", "--no-dns");
    assertEquals(0, undone.exitCode(), undone::text);
    assertEquals(before, files());
    String left = b.kdc().principals();
    for (String made : List.of("kxover/admin@", "kxover/kx.b.example@", "kxover-probe/open@")) {
      assertFalse(left.contains(made), left);
    }
    assertTrue(undone.text().contains("left: krbtgt/B.EXAMPLE@A.EXAMPLE"), undone.text());
    assertFalse(maps().contains("kxover-guard.so"), "the KDC was restarted without the guard");
    assertTrue(restarted().contains("stop kxoverd"), restarted().toString());
  }

  /** What the KDC's process has in its memory. */
  private String maps() throws IOException {
    return Files.readString(Path.of("/proc/" + b.kdc().pid() + "/maps"));
  }

  @Test
  void anAdministratorsOwnLinesStay() throws Exception {
    Files.writeString(
        b.kdc().profile(),
        Files.readString(b.kdc().profile()) + "[kdcdefaults]\n    host_based_services = *\n");
    LabCommand.Output plan = setup("--dry-run");
    assertFalse(
        plan.text().contains("write these lines to " + b.folder() + "/kdc.conf.d/kxover-java"));
    assertTrue(
        plan.text().lines().anyMatch(line -> line.matches("done already: .*java-clients.*")),
        plan.text());
  }
}
