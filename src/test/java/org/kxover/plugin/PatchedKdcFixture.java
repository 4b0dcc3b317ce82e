package org.kxover.plugin;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.io.TempDir;
import org.kxover.lab.Patience;

/**
 * A realm for all tests of a class, with a stock KDC for comparison. Each test starts a KDC with
 * the patch. The sanitizers must find nothing.
 */
abstract class PatchedKdcFixture {
  static final String HOST = "HTTP/www.b.example@A.EXAMPLE";
  static final String B = "krbtgt/B.EXAMPLE@A.EXAMPLE";

  static final Duration LIMIT = Patience.LIMIT;

  /** The largest time_budget. */
  static final String PATIENT = "time_budget = 30000";

  @TempDir static Path folder;
  static PatchedRealm realm;
  static PatchedRealm.Kdc stock;

  final Path socket = folder.resolve("kdc.sock");
  PatchedRealm.Kdc kdc;

  @BeforeAll
  static void makeRealm() throws Exception {
    realm = new PatchedRealm(folder, true);
    stock = realm.stock();
    realm.login(stock);
  }

  @AfterAll
  static void stopAll() throws Exception {
    realm.close();
    assertEquals("", realm.findings());
  }

  @AfterEach
  void stopKdc() throws Exception {
    kdc.process().stop();
    assertEquals("", realm.findings());
  }

  void awaitQuestions(FakeDaemon daemon, int count) {
    kdc.process()
        .await("has asked " + count + " questions", () -> daemon.requests().size() >= count, LIMIT);
  }

  /** How many lines of the KDC's log contain these words. */
  int lines(String words) {
    try {
      return kdc.lines(words).size();
    } catch (IOException e) {
      throw new IllegalStateException(e);
    }
  }

  /**
   * Sends requests until one gets a referral. After a failure the KDC waits before it connects
   * again, so the first requests may fail.
   */
  void awaitReferral() throws IOException {
    long end = System.nanoTime() + LIMIT.toNanos();
    KdcAnswer last;
    do {
      last = KdcClient.ask(kdc.port(), realm.request(HOST));
    } while (last.ticket() == null && System.nanoTime() < end);
    assertEquals(B, last.ticket());
  }
}
