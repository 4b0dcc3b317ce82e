package org.kxover.guard;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

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
import org.kxover.lab.Patience;

/**
 * A user of A needs a key while B's kxoverd starts. B's KDC is stopped meanwhile, so that kxoverd
 * cannot see its guard yet.
 */
@Timeout(300)
class FirstLookIT {
  private static final String WWW = "www.b.example";
  private static final String LISTENING = "listening for other realms";

  @RegisterExtension final LabExtension world = new LabExtension();
  private final ExecutorService threads = Executors.newCachedThreadPool();
  private LabRealm a;
  private LabRealm b;
  private Future<?> started;
  private int from;

  @BeforeEach
  void restartWithoutTheKdc() throws Exception {
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
    b.kxoverd().awaitLine(0, "KDC 127.0.0.1:" + b.kdc().port(), "is guarded");
    from = b.kxoverd().log().length();
    b.kxoverd().stop();
    signal("STOP");
    started =
        threads.submit(
            () -> {
              b.kxoverd().start();
              return null;
            });
    b.kxoverd().await(LISTENING, () -> b.kxoverd().log().indexOf(LISTENING, from) > 0);
  }

  @AfterEach
  void goOn() throws Exception {
    signal("CONT");
    started.get(Patience.LIMIT.toSeconds(), TimeUnit.SECONDS);
    threads.shutdown();
  }

  private void signal(String name) throws Exception {
    new LabCommand(b.folder(), "kill", "-" + name, Long.toString(b.kdc().pid())).run();
  }

  private Future<LabCommand.Output> request() {
    return threads.submit(() -> a.user("alice").kvno("-S", "HTTP", WWW));
  }

  @Test
  void anotherRealmWaitsForTheFirstLookForTheGuard() throws Exception {
    Future<LabCommand.Output> request = request();
    b.kxoverd().awaitLine(from, "asks for krbtgt/B.EXAMPLE@A.EXAMPLE");
    signal("CONT");
    LabCommand.Output served = request.get();
    assertEquals(0, served.exitCode(), served::text);
  }

  @Test
  void itIsRefusedIfTheLookTakesTooLong() throws Exception {
    Future<LabCommand.Output> request = request();
    b.kxoverd().awaitLine(from, "refused", "unguarded: ");
    LabCommand.Output refused = request.get();
    assertFalse(refused.exitCode() == 0, refused::text);
    signal("CONT");
    b.kxoverd().awaitLine(from, "KDC 127.0.0.1:" + b.kdc().port(), "is guarded");
    LabCommand.Output served = request().get();
    assertEquals(0, served.exitCode(), served::text);
  }
}
