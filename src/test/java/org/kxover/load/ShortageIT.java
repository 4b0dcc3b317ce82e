package org.kxover.load;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import javax.net.ssl.SSLSocket;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.kxover.exchange.PeerRefusedException;
import org.kxover.lab.ForeignTls;
import org.kxover.lab.Lab;
import org.kxover.lab.LabExtension;
import org.kxover.lab.LabKadmind;
import org.kxover.lab.LabPeer;
import org.kxover.lab.LabRealm;
import org.kxover.lab.LabUser;
import org.kxover.lab.Patience;
import org.kxover.lab.ProcessFigures;

/**
 * kxoverd runs out of file descriptors, threads or memory. Its KDC continues. kxoverd recovers when
 * the resource is available again; only after a lack of memory it must be restarted.
 */
@Timeout(300)
class ShortageIT {
  private static final Duration LIMIT = Patience.LIMIT;
  private static final int USER = 64123;
  private static final int MANY = 1000;

  @RegisterExtension final LabExtension world = new LabExtension();

  private LabRealm a;
  private LabRealm b;
  private LabPeer other;
  private ForeignTls tls;
  private MonitoredDaemon daemon;

  private void makeRealms() throws Exception {
    Lab lab = world.lab().daemonsAsProcesses().clientsDoNotGuessAtPatchedKdcs();
    a = lab.realm("A.EXAMPLE");
    b = lab.realm("B.EXAMPLE").service("HTTP", "www.b.example");
    other = lab.peer("C.EXAMPLE");
    tls = new ForeignTls(lab.peer("M.EXAMPLE").identity().leaf(), "TLSv1.3");
    a.kxoverd().measured().common("kdc", "request_timeout", "5s");
    daemon = new MonitoredDaemon(a);
  }

  /** Asserts that crossings in both directions work, also with a realm without a key. */
  private void assertServes(LabUser user) throws Exception {
    if (a.crossover("A.EXAMPLE", "C.EXAMPLE").exists()) {
      a.kdc().kadmin("delprinc -force krbtgt/A.EXAMPLE@C.EXAMPLE");
    }
    // After kadmin was killed, the next one needs up to five seconds to log in.
    awaitTicket(user);
    assertTrue(a.crossover(b, a).exists());
    awaitSuccess(
        "a key for the other realm",
        () -> {
          other.asks(a).close();
          return true;
        });
    assertTrue(a.crossover("A.EXAMPLE", "C.EXAMPLE").exists());
  }

  private static void awaitTicket(LabUser user) {
    awaitSuccess(
        "a ticket for the other realm",
        () -> user.kvnoAside("-S", "HTTP", "www.b.example").exitCode() == 0);
  }

  private interface Attempt {
    boolean succeeds() throws Exception;
  }

  private static void awaitSuccess(String what, Attempt attempt) {
    MonitoredDaemon.await(
        what,
        LIMIT,
        () -> {
          try {
            return attempt.succeeds();
          } catch (IOException | PeerRefusedException e) {
            return false;
          } catch (Exception e) {
            throw new IllegalStateException(e);
          }
        });
  }

  @Test
  void ofFileDescriptors() throws Exception {
    makeRealms();
    world.lab().start();
    LabUser alice = a.user("alice");
    awaitTicket(alice);
    long open = daemon.figures().descriptors();

    a.kxoverd().limit("nofile", Long.toString(open + 2));
    try (SlowClients slowClients =
        new SlowClients(SlowClients.Kind.SILENT, daemon.address(), 30, 3, 1000)) {
      MonitoredDaemon.await(
          "30 clients have connected", LIMIT, () -> slowClients.connected() >= 30);
      assertEquals(0, alice.kvnoAside("-S", "HTTP", "www.b.example").exitCode());
      assertNotEquals(0, alice.kvnoAside("-S", "HTTP", other.host()).exitCode());
      a.kxoverd().limit("nofile", "8192");
    }
    assertServes(alice);
    double errors = daemon.sum("kxover_accept_errors_total");
    assertTrue(
        errors > 0 && errors < 100,
        () -> errors + " failures to accept: the accept loop may be spinning");
  }

  /** Runs kxoverd as its own user, as root has no limit on threads. */
  @Test
  void ofThreads() throws Exception {
    makeRealms();
    a.kxoverd().runAs(USER);
    LabKadmind kadmind = new LabKadmind(world.lab(), a);
    world.lab().start();
    kadmind.start();
    a.kxoverd().awaitLines("kadmin is ready", 1, LIMIT);
    LabUser alice = a.user("alice");

    // Before the first request, so that the threads that it starts also meet the limit.
    for (int more = 0; more <= 4; more++) {
      recoversFrom(more, alice);
    }
    assertTrue(daemon.sum("kxover_accept_errors_total") > 0);
  }

  /** Limits kxoverd to {@code more} additional threads, and kills kadmin. */
  private void recoversFrom(int more, LabUser alice) throws Exception {
    a.kxoverd().limit("nproc", Long.toString(threads() + more));
    a.kxoverd().handle().descendants().forEach(ProcessHandle::destroyForcibly);
    try (SlowClients slowClients =
        new SlowClients(SlowClients.Kind.SILENT, daemon.address(), 30, 3, 1000)) {
      MonitoredDaemon.await(
          "30 clients have connected", LIMIT, () -> slowClients.connected() >= 30);
      alice.kvnoAside("-S", "HTTP", other.host());
      // The KDC must still serve.
      alice.login();
    } finally {
      a.kxoverd().limit("nproc", "4096");
    }
    assertServes(alice);
  }

  private long threads() {
    ProcessHandle own = a.kxoverd().handle();
    return Stream.concat(Stream.of(own), own.descendants())
        .mapToLong(
            process -> {
              try {
                return ProcessFigures.of(process.pid()).threads();
              } catch (IOException e) {
                return 0;
              }
            })
        .sum();
  }

  /**
   * Java may be in an undefined state after it runs out of memory. So the daemon exits at once, and
   * systemd restarts it.
   */
  @Test
  void ofMemory() throws Exception {
    makeRealms();
    // This heap is enough for the default limit on connections, so raise the limit.
    a.kxoverd().java("-Xmx24m");
    a.kxoverd().common("listen", "max_connections", Integer.toString(MANY));
    a.kxoverd().common("listen", "max_connections_per_network", Integer.toString(MANY));
    a.kxoverd().common("listen", "message_timeout", "2m");
    a.kxoverd().common("listen", "connection_timeout", "2m");
    world.lab().start();
    LabUser alice = a.user("alice");
    awaitTicket(alice);
    List<SSLSocket> sessions = new ArrayList<>();
    ProcessHandle daemon = a.kxoverd().handle();
    try {
      for (int i = 0; i < MANY && daemon.isAlive(); i++) {
        SSLSocket session = tls.connect(a);
        sessions.add(session);
        session.getOutputStream().write(new byte[] {0, 0, (byte) 0xff, (byte) 0xff, 1});
      }
    } catch (IOException e) {
      // The daemon exits during this loop.
    } finally {
      for (SSLSocket session : sessions) {
        session.close();
      }
    }
    MonitoredDaemon.await("kxoverd has exited", LIMIT, () -> !daemon.isAlive());
    assertTrue(a.kxoverd().log().contains("java.lang.OutOfMemoryError"), a.kxoverd().log());
    assertFalse(alice.klist().isEmpty());
    assertNotEquals(0, alice.kvnoAside("-S", "HTTP", other.host()).exitCode());
    a.kxoverd().kill();
    a.kxoverd().start();
    assertServes(alice);
  }
}
