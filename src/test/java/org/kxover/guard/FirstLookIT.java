package org.kxover.guard;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.kxover.lab.Lab;
import org.kxover.lab.LabCommand;
import org.kxover.lab.LabExtension;
import org.kxover.lab.LabRealm;

/**
 * A user of A needs a key while B's kxoverd starts. B's KDC is stopped meanwhile, so that kxoverd
 * cannot see its guard yet.
 */
@Timeout(300)
class FirstLookIT {
  private static final String WWW = "www.b.example";
  private static final String LISTENING = "listening for other realms";
  private static final int ATTEMPTS = 3;

  @RegisterExtension final LabExtension world = new LabExtension();
  private final ExecutorService threads = Executors.newCachedThreadPool();
  private LabRealm a;
  private LabRealm b;
  private int from;
  private int users;

  @BeforeEach
  void twoRealms() throws Exception {
    Lab lab = world.lab();
    a = lab.realm("A.EXAMPLE");
    b = lab.realm("B.EXAMPLE").service("HTTP", WWW);
    b.kdc().guard();
    b.lookForGuard("required", b.kdc());
    lab.start();
    LabCommand.Output opened =
        b.kxoverd()
            .kxover("open", "HTTP/" + WWW, "--kadmin", b.kdc().kadminCommand())
            .runToAnyEnd();
    assertEquals(0, opened.exitCode(), opened::text);
    awaitGuarded();
  }

  @AfterEach
  void end() throws Exception {
    signal("CONT");
    threads.shutdown();
  }

  private void awaitGuarded() {
    b.kxoverd().awaitLine(from, "KDC 127.0.0.1:" + b.kdc().port(), "is guarded");
  }

  private void signal(String name) throws Exception {
    new LabCommand(b.folder(), "kill", "-" + name, Long.toString(b.kdc().pid())).run();
  }

  /** Ends when the new daemon accepts connections. */
  private Future<?> beginRestartWithoutTheKdc() throws Exception {
    from = b.kxoverd().log().length();
    b.kxoverd().stop();
    signal("STOP");
    Future<?> start =
        threads.submit(
            () -> {
              b.kxoverd().start();
              return null;
            });
    // The other thread may not have begun yet, so nobody signals.
    while (b.kxoverd().log().indexOf(LISTENING, from) < 0) {
      TimeUnit.MILLISECONDS.sleep(20);
    }
    return start;
  }

  private Future<LabCommand.Output> request() {
    users++;
    return threads.submit(() -> a.user("user" + users).kvno("-S", "HTTP", WWW));
  }

  private boolean servedInTheFirstLook() throws Exception {
    Future<?> start = beginRestartWithoutTheKdc();
    Future<LabCommand.Output> request = request();
    b.kxoverd().awaitLine(from, "asks for krbtgt/B.EXAMPLE@A.EXAMPLE");
    signal("CONT");
    boolean served = request.get().exitCode() == 0;
    start.get();
    awaitGuarded();
    return served;
  }

  /** On a busy machine the look may take longer than another realm waits. */
  @Test
  void anotherRealmWaitsForTheFirstLookForTheGuard() throws Exception {
    for (int left = ATTEMPTS; !servedInTheFirstLook(); left--) {
      assertTrue(left > 1, "refused each time");
    }
  }

  @Test
  void itIsRefusedIfTheLookTakesTooLong() throws Exception {
    Future<?> start = beginRestartWithoutTheKdc();
    Future<LabCommand.Output> request = request();
    b.kxoverd().awaitLine(from, "refused", "unguarded: ");
    LabCommand.Output refused = request.get();
    assertFalse(refused.exitCode() == 0, refused::text);
    signal("CONT");
    start.get();
    awaitGuarded();
    LabCommand.Output served = request().get();
    assertEquals(0, served.exitCode(), served::text);
  }
}
