package org.kxover.crossing;

import static org.junit.jupiter.api.Assertions.assertTrue;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.kxover.dane.TlsaRecord;
import org.kxover.discovery.Peer;
import org.kxover.event.CrossingException;
import org.kxover.event.FailureReason;
import org.kxover.lab.Patience;

/** A race to hosts that open, fail, or do neither. */
abstract class ConnectionRaceFixture {
  /** A host whose connections open, fail, or do neither until they are closed. */
  enum Host {
    LIVE,
    REFUSING,
    DEAD,
    FAULTY,
    /** Opens once the next address is being looked up. */
    SLOW,
    /** Dead, but only the first time. */
    LATER,
    /** Opens, and does nothing more. */
    SILENT,
    /** Opens, and shows a certificate of somebody else. */
    FALSE,
    /** Opens, and refuses our certificate. */
    DENYING
  }

  final ExecutorService threads = Executors.newCachedThreadPool();
  final List<String> begun = Collections.synchronizedList(new ArrayList<>());
  final List<String> failures = Collections.synchronizedList(new ArrayList<>());
  final Map<String, Fake> connections = new ConcurrentHashMap<>();
  final CountDownLatch asked = new CountDownLatch(1);
  final Semaphore silences = new Semaphore(0);
  volatile Duration left = Duration.ofMinutes(1);

  @AfterEach
  void stop() {
    threads.shutdownNow();
  }

  final class Fake implements Connecting {
    private final Target target;
    private final Host kind;
    final CountDownLatch closed = new CountDownLatch(1);

    Fake(Target target, int number) {
      this.target = target;
      Host host = Host.valueOf(target.peer().host().split("-")[0]);
      this.kind = host != Host.LATER ? host : number == 1 ? Host.DEAD : Host.LIVE;
    }

    @Override
    public Target target() {
      return target;
    }

    @Override
    public void open() throws CrossingException {
      switch (kind) {
        case LIVE, SILENT, FALSE, DENYING -> {}
        case SLOW -> ConnectionRaceFixture.await(asked);
        case DEAD -> awaitEnd();
        case FAULTY -> throw new IllegalStateException("a fault of ours");
        default -> throw new CrossingException(FailureReason.UNREACHABLE, target.peer().host());
      }
    }

    @Override
    public void secure() throws CrossingException {
      switch (kind) {
        case SILENT -> {
          silences.release();
          awaitEnd();
        }
        case FALSE -> throw new CrossingException(FailureReason.UNAUTHENTICATED, "false");
        case DENYING -> throw new CrossingException(FailureReason.REFUSED_BY_PEER, "denied");
        default -> {}
      }
    }

    private void awaitEnd() throws CrossingException {
      ConnectionRaceFixture.await(closed);
      throw new CrossingException(FailureReason.UNREACHABLE, "closed");
    }

    @Override
    public void close() {
      closed.countDown();
    }
  }

  static Target target(String host) {
    try {
      return new Target(
          new Peer(host, 4088, List.<TlsaRecord>of()), InetAddress.getByAddress(new byte[4]));
    } catch (UnknownHostException e) {
      throw new IllegalStateException(e);
    }
  }

  Fake connect(Target target) {
    String host = target.peer().host();
    begun.add(host);
    Fake fake = new Fake(target, Collections.frequency(begun, host));
    connections.put(host, fake);
    return fake;
  }

  ConnectionRace<Fake> race(int most, ConnectionRace.Source source) {
    return new ConnectionRace<>(
        source,
        this::connect,
        threads,
        most,
        () -> left,
        e -> failures.add(e.getMessage()),
        ConnectionRaceFixture::isFinal);
  }

  static boolean isFinal(CrossingException e) {
    return e.failureReason() == FailureReason.REFUSED_BY_PEER;
  }

  ConnectionRace<Fake> race(String... hosts) {
    return raceOf(9, hosts);
  }

  ConnectionRace<Fake> raceOf(int most, String... hosts) {
    var names = Arrays.asList(hosts).iterator();
    return race(most, () -> names.hasNext() ? Optional.of(target(names.next())) : Optional.empty());
  }

  static String host(Optional<Fake> connection) {
    return connection.orElseThrow().target().peer().host();
  }

  static void await(CountDownLatch latch) {
    try {
      assertTrue(latch.await(Patience.LIMIT.toSeconds(), TimeUnit.SECONDS));
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }
}
