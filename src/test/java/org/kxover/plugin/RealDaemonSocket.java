package org.kxover.plugin;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import org.kxover.config.KdcSocketSettings;
import org.kxover.kdcsocket.KdcCounts;
import org.kxover.kdcsocket.KdcSocket;
import org.kxover.kerberos.Realm;
import org.kxover.referral.Answer;
import org.kxover.referral.Question;

/**
 * The daemon's own code on the KDC's socket. Every host is of B.EXAMPLE; the answers for services
 * of the type {@code slow} wait until they are let go.
 */
final class RealDaemonSocket implements AutoCloseable {
  static final String SLOW = "slow/";

  private static final Duration LIMIT = Duration.ofSeconds(60);
  private static final int MOST = 1000;

  private final CountDownLatch slowOnes = new CountDownLatch(1);
  private final AtomicInteger waiting = new AtomicInteger();
  private final KdcSocket socket;

  RealDaemonSocket(Path path) throws IOException {
    int uid = (Integer) Files.getAttribute(path.getParent(), "unix:uid");
    socket =
        new KdcSocket(
            new KdcSocketSettings(path, Set.of(uid), LIMIT, MOST, MOST),
            Optional.empty(),
            this::answer);
    socket.start();
  }

  /** How many answers wait to be let go. */
  int waiting() {
    return waiting.get();
  }

  void letSlowOnesGo() {
    slowOnes.countDown();
  }

  KdcCounts counts() {
    return socket.counts();
  }

  private Answer answer(Question question) {
    if (question.service().startsWith(SLOW)) {
      waiting.incrementAndGet();
      try {
        slowOnes.await();
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
      }
    }
    return new Answer(
        Answer.Result.REFERRAL,
        Optional.of(new Realm("B.EXAMPLE")),
        Duration.ZERO,
        "",
        Optional.empty());
  }

  @Override
  public void close() throws IOException {
    letSlowOnesGo();
    socket.close();
  }
}
