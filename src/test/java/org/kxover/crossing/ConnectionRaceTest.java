package org.kxover.crossing;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
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
import java.util.concurrent.Future;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.kxover.dane.TlsaRecord;
import org.kxover.discovery.Peer;
import org.kxover.event.CrossingException;
import org.kxover.event.FailureReason;
import org.kxover.lab.Patience;

/** Which connections are begun, which one wins, and what becomes of the others. */
@Timeout(180)
class ConnectionRaceTest {
  /** A host whose connections open, fail, or do neither until they are closed. */
  private enum Host {
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

  private final ExecutorService threads = Executors.newCachedThreadPool();
  private final List<String> begun = Collections.synchronizedList(new ArrayList<>());
  private final List<String> failures = Collections.synchronizedList(new ArrayList<>());
  private final Map<String, Fake> connections = new ConcurrentHashMap<>();
  private final CountDownLatch asked = new CountDownLatch(1);
  private final Semaphore silences = new Semaphore(0);
  private volatile Duration left = Duration.ofMinutes(1);

  @AfterEach
  void stop() {
    threads.shutdownNow();
  }

  private final class Fake implements Connecting {
    private final Target target;
    private final Host kind;
    private final CountDownLatch closed = new CountDownLatch(1);

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
        case SLOW -> ConnectionRaceTest.await(asked);
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
      ConnectionRaceTest.await(closed);
      throw new CrossingException(FailureReason.UNREACHABLE, "closed");
    }

    @Override
    public void close() {
      closed.countDown();
    }
  }

  private static Target target(String host) {
    try {
      return new Target(
          new Peer(host, 4088, List.<TlsaRecord>of()), InetAddress.getByAddress(new byte[4]));
    } catch (UnknownHostException e) {
      throw new IllegalStateException(e);
    }
  }

  private Fake connect(Target target) {
    String host = target.peer().host();
    begun.add(host);
    Fake fake = new Fake(target, Collections.frequency(begun, host));
    connections.put(host, fake);
    return fake;
  }

  private ConnectionRace<Fake> race(int most, ConnectionRace.Source source) {
    return new ConnectionRace<>(
        source,
        this::connect,
        threads,
        most,
        () -> left,
        e -> failures.add(e.getMessage()),
        ConnectionRaceTest::isFinal);
  }

  private static boolean isFinal(CrossingException e) {
    return e.failureReason() == FailureReason.REFUSED_BY_PEER;
  }

  private ConnectionRace<Fake> race(String... hosts) {
    return raceOf(9, hosts);
  }

  private ConnectionRace<Fake> raceOf(int most, String... hosts) {
    var names = Arrays.asList(hosts).iterator();
    return race(most, () -> names.hasNext() ? Optional.of(target(names.next())) : Optional.empty());
  }

  private static String host(Optional<Fake> connection) {
    return connection.orElseThrow().target().peer().host();
  }

  @Test
  void aConnectionThatOpensIsTheOnlyOne() throws Exception {
    ConnectionRace<Fake> race = race("LIVE-1", "LIVE-2");
    assertEquals("LIVE-1", host(race.next()));
    assertEquals(List.of("LIVE-1"), begun);
  }

  @Test
  void afterARefusalTheNextIsTried() throws Exception {
    ConnectionRace<Fake> race = race("REFUSING-1", "REFUSING-2", "LIVE-3");
    assertEquals("LIVE-3", host(race.next()));
    assertEquals(List.of("REFUSING-1", "REFUSING-2"), failures);
  }

  @Test
  void aDeadHostIsOvertaken() throws Exception {
    ConnectionRace<Fake> race = race("DEAD-1", "DEAD-2", "LIVE-3", "LIVE-4");
    assertEquals("LIVE-3", host(race.next()));
    assertEquals(List.of("DEAD-1", "DEAD-2", "LIVE-3"), begun);
    assertTrue(connections.get("DEAD-1").closed.await(0, TimeUnit.SECONDS));
    assertTrue(connections.get("DEAD-2").closed.await(0, TimeUnit.SECONDS));
    assertFalse(connections.get("LIVE-3").closed.await(0, TimeUnit.SECONDS));
    assertEquals(List.of(), failures, "nobody knows yet whether the others are dead");
  }

  @Test
  void aSilentHostIsOvertaken() throws Exception {
    ConnectionRace<Fake> race = race("SILENT-1", "SILENT-2", "LIVE-3", "LIVE-4");
    assertEquals("LIVE-3", host(race.next()));
    assertEquals(List.of("SILENT-1", "SILENT-2", "LIVE-3"), begun);
    assertTrue(connections.get("SILENT-1").closed.await(0, TimeUnit.SECONDS));
    assertTrue(connections.get("SILENT-2").closed.await(0, TimeUnit.SECONDS));
    assertEquals(List.of(), failures);
  }

  @Test
  void aSilentHostHasItsTurnAfterAllOthers() throws Exception {
    ConnectionRace<Fake> race = race("SILENT-1", "LIVE-2", "LIVE-3");
    assertEquals("LIVE-2", host(race.next()));
    assertEquals("LIVE-3", host(race.next()));
    assertEquals(List.of("SILENT-1", "LIVE-2", "LIVE-3"), begun);
    connections.clear();
    threads.execute(
        () -> {
          silences.acquireUninterruptibly(2);
          connections.get("SILENT-1").closed.countDown();
        });
    assertEquals(Optional.empty(), race.next());
    assertEquals(List.of("closed"), failures);
  }

  @Test
  void onlySoManyAreSilentAtOneTime() throws Exception {
    ConnectionRace<Fake> race = race("SILENT-1", "SILENT-2", "SILENT-3", "LIVE-4");
    Future<Boolean> tooMany =
        threads.submit(
            () -> {
              silences.acquireUninterruptibly(ConnectionRace.MAX_SILENT);
              CountDownLatch overtaken = connections.get("SILENT-1").closed;
              boolean ended =
                  overtaken.await(2 * ConnectionRace.SILENCE.toMillis(), TimeUnit.MILLISECONDS);
              connections.get("SILENT-2").closed.countDown();
              return ended;
            });
    assertEquals("LIVE-4", host(race.next()));
    assertFalse(tooMany.get(), "the fourth waits");
    assertEquals(List.of("closed"), failures);
  }

  @Test
  void afterAFalseHostTheNextIsTried() throws Exception {
    assertEquals("LIVE-2", host(race("FALSE-1", "LIVE-2").next()));
    assertEquals(List.of("false"), failures);
  }

  @Test
  void aFailureThatNoOtherHostMendsEndsTheRace() {
    ConnectionRace<Fake> race = race("DENYING-1", "LIVE-2");
    assertEquals(
        FailureReason.REFUSED_BY_PEER,
        assertThrows(CrossingException.class, race::next).failureReason());
    assertEquals(List.of("DENYING-1"), begun);
  }

  @Test
  void ifTheWinnerIsOfNoUseTheOvertakenHaveTheirTurn() throws Exception {
    ConnectionRace<Fake> race = race("DEAD-1", "LIVE-2", "LIVE-3");
    assertEquals("LIVE-2", host(race.next()));
    assertEquals("LIVE-3", host(race.next()));
    assertEquals(List.of("DEAD-1", "LIVE-2", "DEAD-1", "LIVE-3"), begun);
  }

  @Test
  void anOvertakenAddressTakesNoTurnFromAnother() throws Exception {
    ConnectionRace<Fake> race = raceOf(3, "DEAD-1", "LIVE-2", "LIVE-3");
    assertEquals("LIVE-2", host(race.next()));
    assertEquals("LIVE-3", host(race.next()));
    assertEquals(List.of("DEAD-1", "LIVE-2", "DEAD-1", "LIVE-3"), begun);
  }

  @Test
  void anOvertakenAddressDoesNotWaitForALookUp() throws Exception {
    CountDownLatch answered = new CountDownLatch(1);
    List<String> hosts = new ArrayList<>(List.of("LATER-1", "SLOW-2"));
    ConnectionRace<Fake> race =
        race(
            9,
            () -> {
              if (!hosts.isEmpty()) {
                return Optional.of(target(hosts.remove(0)));
              }
              asked.countDown();
              await(answered);
              return Optional.empty();
            });
    assertEquals("SLOW-2", host(race.next()));
    assertEquals("LATER-1", host(race.next()));
    answered.countDown();
  }

  @Test
  void noMoreThanTheMostAreBegun() throws Exception {
    ConnectionRace<Fake> race = race(3, () -> Optional.of(target("REFUSING")));
    assertEquals(Optional.empty(), race.next());
    assertEquals(3, begun.size());
    assertEquals(Optional.empty(), race.next());
    assertEquals(3, begun.size());
  }

  @Test
  void withoutAnyAddressThereIsNoConnection() throws Exception {
    assertEquals(Optional.empty(), race().next());
    assertEquals(List.of(), failures);
  }

  @Test
  void aConnectionEndsWhileTheNextAddressIsLookedUp() throws Exception {
    CountDownLatch answered = new CountDownLatch(1);
    List<String> hosts = new ArrayList<>(List.of("DEAD-1"));
    ConnectionRace<Fake> race =
        race(
            9,
            () -> {
              if (!hosts.isEmpty()) {
                return Optional.of(target(hosts.remove(0)));
              }
              asked.countDown();
              await(answered);
              return Optional.empty();
            });
    // The first connection ends once the second address is being looked up.
    threads.execute(
        () -> {
          await(asked);
          connections.get("DEAD-1").closed.countDown();
        });
    threads.execute(
        () -> {
          while (failures.isEmpty()) {
            Thread.onSpinWait();
          }
          answered.countDown();
        });
    assertEquals(Optional.empty(), race.next());
    assertEquals(List.of("closed"), failures);
  }

  private static void await(CountDownLatch latch) {
    try {
      assertTrue(latch.await(Patience.LIMIT.toSeconds(), TimeUnit.SECONDS));
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  @Test
  void withoutThreadsAllIsDoneInTurn() throws Exception {
    var names = List.of("REFUSING-1", "LIVE-2").iterator();
    ConnectionRace<Fake> race =
        new ConnectionRace<>(
            () -> Optional.of(target(names.next())),
            this::connect,
            task -> {
              throw new RejectedExecutionException();
            },
            9,
            () -> left,
            e -> failures.add(e.getMessage()),
            ConnectionRaceTest::isFinal);
    assertEquals("LIVE-2", host(race.next()));
    assertEquals(List.of("REFUSING-1"), failures);
  }

  @Test
  void atTheEndOfItsTimeTheRaceEnds() throws Exception {
    ConnectionRace<Fake> race = race("DEAD-1", "DEAD-2");
    threads.execute(
        () -> {
          while (begun.size() < 2) {
            Thread.onSpinWait();
          }
          left = Duration.ZERO;
          // Wakes the race, which looks at its time then.
          connections.get("DEAD-2").closed.countDown();
        });
    assertEquals(Optional.empty(), race.next());
    assertTrue(
        failures.contains(
            "DEAD-1 (0.0.0.0:4088): no connection until the time of the crossing was over"),
        failures.toString());
    assertTrue(connections.get("DEAD-1").closed.await(0, TimeUnit.SECONDS));
  }

  @Test
  void aFailedLookUpOfTheFirstAddressIsTheReason() {
    CrossingException absent = new CrossingException(FailureReason.ABSENT, "no SRV records");
    ConnectionRace<Fake> race =
        race(
            9,
            () -> {
              throw absent;
            });
    assertSame(absent, assertThrows(CrossingException.class, race::next));
  }

  @Test
  void aFailedLookUpOfALaterAddressIsOneFailureOfMany() throws Exception {
    List<String> hosts = new ArrayList<>(List.of("REFUSING-1"));
    ConnectionRace<Fake> race =
        race(
            9,
            () -> {
              if (hosts.isEmpty()) {
                throw new CrossingException(FailureReason.ABSENT, "no more");
              }
              return Optional.of(target(hosts.remove(0)));
            });
    assertEquals(Optional.empty(), race.next());
    assertEquals(List.of("REFUSING-1", "no more"), failures);
  }

  @Test
  void aFaultOfOursIsThrownToTheCaller() {
    assertThrows(IllegalStateException.class, () -> race("FAULTY-1", "LIVE-2").next());
  }

  @Test
  void closingEndsWhatIsBeingOpened() throws Exception {
    ConnectionRace<Fake> race = race("DEAD-1", "LIVE-2");
    race.next();
    race.close();
    assertTrue(connections.get("DEAD-1").closed.await(0, TimeUnit.SECONDS));
    assertFalse(connections.get("LIVE-2").closed.await(0, TimeUnit.SECONDS));
  }

  @Test
  void addressesOfAHostAlternate() throws Exception {
    List<InetAddress> addresses = new ArrayList<>();
    for (String address : List.of("::1", "::2", "::3", "10.0.0.1", "10.0.0.2")) {
      addresses.add(InetAddress.getByName(address));
    }
    List<InetAddress> ordered = new ArrayList<>();
    for (String address : List.of("::1", "10.0.0.1", "::2", "10.0.0.2", "::3")) {
      ordered.add(InetAddress.getByName(address));
    }
    assertEquals(ordered, Targets.alternating(addresses));
    assertEquals(List.of(), Targets.alternating(List.of()));
  }
}
