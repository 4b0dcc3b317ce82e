package org.kxover.check;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.kxover.config.GuardPolicy;
import org.kxover.config.GuardSettings;
import org.kxover.config.RealmSettings;
import org.kxover.config.TestSettings;
import org.kxover.control.FakeAdministration;
import org.kxover.control.FakeDaemon;
import org.kxover.dns.Deadline;
import org.kxover.guard.KdcFinding;
import org.kxover.kerberos.Realm;

/** A daemon that has just begun is asked again until it has tried the KDCs for the guard. */
@Timeout(60)
class RunningDaemonTest {
  private static final RealmSettings REALM =
      TestSettings.of(new Realm("A.EXAMPLE")).with(GuardSettings.GUARD, GuardPolicy.REQUIRED);
  private static final Deadline LONG = Deadline.in(Duration.ofSeconds(50));

  @TempDir Path folder;
  private final FakeAdministration a = new FakeAdministration("A.EXAMPLE");
  private final FakeAdministration z = new FakeAdministration("Z.EXAMPLE");
  private FakeDaemon daemon;

  @BeforeEach
  void start() throws IOException {
    daemon = new FakeDaemon(folder, a, z).start();
    // Another realm's KDC does not count.
    z.kdcs.add(finding("kdc.z.example:88"));
  }

  @AfterEach
  void close() throws IOException {
    daemon.close();
  }

  private static KdcFinding finding(String kdc) {
    return new KdcFinding(
        kdc, KdcFinding.Verdict.GUARDED, true, "it refused", FakeAdministration.NOW);
  }

  private RunningDaemon ask() {
    return RunningDaemon.ask(daemon.settings(), REALM);
  }

  private static List<String> kdcs(RunningDaemon daemon) {
    return daemon.items("kdc").stream()
        .filter(item -> "A.EXAMPLE".equals(item.get("realm")))
        .map(item -> item.get("kdc"))
        .toList();
  }

  @Test
  void itIsAskedUntilItHasTriedTheKdcs() throws Exception {
    RunningDaemon first = ask();
    assertEquals(List.of(), kdcs(first));
    CompletableFuture<Void> tried =
        CompletableFuture.runAsync(() -> a.kdcs.add(finding("kdc.a.example:88")));
    assertEquals(
        List.of("kdc.a.example:88"), kdcs(first.onceKdcsAreTried(daemon.settings(), REALM, LONG)));
    tried.get();
  }

  @Test
  void theWaitHasALimit() {
    Deadline soon = Deadline.in(Duration.ofMillis(300));
    assertEquals(List.of(), kdcs(ask().onceKdcsAreTried(daemon.settings(), REALM, soon)));
  }

  @Test
  void nobodyWaitsWithoutTheGuard() {
    RealmSettings off = REALM.with(GuardSettings.GUARD, GuardPolicy.OFF);
    RunningDaemon first = ask();
    assertSame(first, first.onceKdcsAreTried(daemon.settings(), off, LONG));
  }

  @Test
  void nobodyWaitsForADaemonThatDoesNotAnswer() throws Exception {
    daemon.close();
    RunningDaemon first = ask();
    assertSame(first, first.onceKdcsAreTried(daemon.settings(), REALM, LONG));
  }
}
