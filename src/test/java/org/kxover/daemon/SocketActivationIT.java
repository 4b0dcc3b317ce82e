package org.kxover.daemon;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Files;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.kxover.lab.Lab;
import org.kxover.lab.LabCommand;
import org.kxover.lab.LabExtension;
import org.kxover.lab.LabKxoverd;
import org.kxover.lab.LabRealm;
import org.kxover.lab.LabUser;

/** The KDC connects to the socket that systemd holds, before the daemon runs. */
@Timeout(300)
class SocketActivationIT {
  @RegisterExtension final LabExtension world = new LabExtension();

  private LabRealm a;
  private LabKxoverd kxoverd;

  @BeforeEach
  void twoRealmsOneWithoutItsDaemon() throws Exception {
    Lab lab = world.lab();
    a = lab.realm("A.EXAMPLE");
    lab.realm("B.EXAMPLE").service("HTTP", "www.b.example").service("HTTP", "other.b.example");
    lab.start();
    kxoverd = a.kxoverd();
    kxoverd.stop();
  }

  @Test
  void theRequestThatCameBeforeTheDaemonIsAnswered() throws Exception {
    assertFalse(Files.exists(kxoverd.socket()));
    kxoverd.startSocketActivated();
    LabCommand.Output output = a.user("alice").kvno("-S", "HTTP", "www.b.example");
    assertEquals(0, output.exitCode(), () -> output.text() + kxoverd.log());
    assertTrue(kxoverd.log().contains(kxoverd.socket() + ", which systemd opened"), kxoverd.log());
    assertEquals(0, kxoverd.stop());
    assertTrue(Files.exists(kxoverd.socket()), "the socket belongs to systemd, and stays");
  }

  /** As with "systemctl restart kxoverd". */
  @Test
  void noRequestIsLostBetweenTwoDaemons() throws Exception {
    kxoverd.startSocketActivatedTwice();
    LabUser alice = a.user("alice");
    LabCommand.Output first = alice.kvno("-S", "HTTP", "www.b.example");
    assertEquals(0, first.exitCode(), () -> first.text() + kxoverd.log());
    int end = kxoverd.log().length();
    kxoverd.handle().children().forEach(ProcessHandle::destroy);
    kxoverd.awaitLine(end, "stopping");
    // The first daemon answers this question if it still can, else the second daemon. Another host
    // is needed, because the KDC has a cached referral for www.b.example.
    LabCommand.Output between = a.user("bob").kvno("-S", "HTTP", "other.b.example");
    assertEquals(0, between.exitCode(), () -> between.text() + kxoverd.log());
    kxoverd.awaitLine(end, "stopped");
    LabCommand.Output second = a.user("carol").kvno("-S", "HTTP", "www.b.example");
    assertEquals(0, second.exitCode(), () -> second.text() + kxoverd.log());
    kxoverd.awaitLine(end, "ready: realm");
    assertEquals(2, kxoverd.log().substring(end).split("asked for .*: referral", -1).length - 1);
    assertEquals(0, kxoverd.stop());
  }
}
