package org.kxover.plugin;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import org.kxover.config.KdcSocketSettings;
import org.kxover.config.LogClients;
import org.kxover.config.TestSettings;
import org.kxover.kdcsocket.KdcCounts;
import org.kxover.kdcsocket.KdcSocket;
import org.kxover.kdcsocket.LoggedClients;
import org.kxover.kerberos.Realm;
import org.kxover.referral.Answer;
import org.kxover.referral.Question;

/**
 * The daemon's socket code with fixed answers: every host is in B.EXAMPLE. Answers for services of
 * the type {@code slow} wait for {@link #releaseSlowAnswers}.
 */
final class RealDaemonSocket implements AutoCloseable {
  static final String SLOW = "slow/";

  private static final Duration LIMIT = Duration.ofSeconds(60);
  private static final int MOST = 1000;

  private final CountDownLatch slowAnswers = new CountDownLatch(1);
  private final AtomicInteger waiting = new AtomicInteger();
  private final KdcSocket socket;

  RealDaemonSocket(Path path) throws IOException {
    int uid = (Integer) Files.getAttribute(path.getParent(), "unix:uid");
    socket =
        new KdcSocket(
            TestSettings.daemon()
                .with(KdcSocketSettings.SOCKET, path)
                .with(KdcSocketSettings.UIDS, Set.of(uid))
                .with(KdcSocketSettings.REQUEST_TIMEOUT, LIMIT)
                .with(KdcSocketSettings.MAX_CONNECTIONS, MOST)
                .with(KdcSocketSettings.MAX_REQUESTS, MOST),
            new LoggedClients(LogClients.HASHED, new SecureRandom()),
            Optional.empty(),
            InstantSource.system(),
            this::answer);
    socket.start();
  }

  /** How many answers wait. */
  int waiting() {
    return waiting.get();
  }

  void releaseSlowAnswers() {
    slowAnswers.countDown();
  }

  KdcCounts counts() {
    return socket.counts();
  }

  private Answer answer(Question question) {
    if (question.service().startsWith(SLOW)) {
      waiting.incrementAndGet();
      try {
        slowAnswers.await();
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
    releaseSlowAnswers();
    socket.close();
  }
}
