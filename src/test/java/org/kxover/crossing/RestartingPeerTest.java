package org.kxover.crossing;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.kxover.kerberos.PrincipalName;
import org.kxover.referral.Answer;
import org.kxover.referral.ReferralService;
import org.kxover.tls.TlsListener;

/** A peer that refuses connections is awaited for as long as it may be restarting. */
@Timeout(120)
class RestartingPeerTest {
  private static final long SECOND = 1_000_000_000;

  @TempDir Path folder;
  private TwoRealms world;
  private ReferralService service;
  private int port;
  private final AtomicReference<TlsListener> again = new AtomicReference<>();
  private final AtomicLong refusals = new AtomicLong();

  @BeforeEach
  void theDaemonOfBStops() throws Exception {
    world = new TwoRealms(folder);
    port = world.listener.address().getPort();
    world.listener.close();
    service = world.outgoing();
  }

  @AfterEach
  void part() throws Exception {
    if (again.get() != null) {
      again.get().close();
    }
    world.close();
  }

  private void startB() {
    try {
      again.set(world.listenAtB(port));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private Answer ask() throws Exception {
    return service.answer(TwoRealms.question("HTTP/www.b.example"));
  }

  /** The refusals are a second apart, so these are at 0, 1, 2 and 3 seconds. */
  private void assertAwaited() throws Exception {
    long before = refusals.get();
    Answer answer = ask();
    assertTrue(answer.reason().startsWith("unreachable: kx.b.example"), answer.reason());
    assertEquals(4, refusals.get() - before);
  }

  @Test
  void aPeerThatRestartsLosesNoRequest() throws Exception {
    world.nanoTime =
        () -> {
          if (refusals.incrementAndGet() == 3) {
            startB();
          }
          return 0;
        };
    Answer answer = ask();
    assertEquals(Answer.Result.REFERRAL, answer.result(), answer.reason());
    assertEquals(3, refusals.get());
  }

  @Test
  void aPeerThatIsDownIsAwaitedOnce() throws Exception {
    world.nanoTime = () -> refusals.getAndIncrement() * SECOND;
    assertAwaited();
    assertEquals(Answer.Result.FAILED, ask().result());
    assertEquals(5, refusals.get());
  }

  @Test
  void aPeerThatHasAnsweredIsAwaitedAgain() throws Exception {
    world.nanoTime = () -> refusals.getAndIncrement() * SECOND;
    assertAwaited();
    startB();
    assertEquals(Answer.Result.REFERRAL, ask().result());
    again.get().close();
    world.storeOfA.delete(PrincipalName.crossover(TwoRealms.B, TwoRealms.A));
    assertAwaited();
  }
}
