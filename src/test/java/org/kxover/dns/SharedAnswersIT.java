package org.kxover.dns;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.kxover.lab.DnsWorld;
import org.kxover.lab.Patience;
import org.xbill.DNS.Name;
import org.xbill.DNS.Rcode;
import org.xbill.DNS.Type;

/** Counts on the wire how often the resolver is queried, to see what is cached and shared. */
class SharedAnswersIT {
  private static final Duration TIMEOUT = Duration.ofSeconds(5);

  @TempDir static Path folder;
  private static DnsWorld world;

  @BeforeAll
  static void startWorld() throws Exception {
    world = new DnsWorld(folder);
    world.zone("b.example").add("_kerberos.www TXT \"B.EXAMPLE\"");
    world.start();
  }

  @AfterAll
  static void stopWorld() {
    world.close();
  }

  private static DnsAnswer txt(SecureDns dns, String name) throws IOException {
    return dns.lookup(Name.fromString(name, Name.root), Type.TXT, Deadline.in(TIMEOUT));
  }

  private static TrustAnchors anchors() throws Exception {
    return TrustAnchors.load(world.trustAnchorFile());
  }

  @Test
  void answerIsCachedForItsTtl() throws Exception {
    // An answer that the resolver cached in another test would have a shorter TTL.
    world.reload();
    ManualClock clock = new ManualClock();
    try (MeddlingProxy proxy = new MeddlingProxy(world.address(), MeddlingProxy.HONEST)) {
      ValidatingDns counted = new ValidatingDns(proxy.address(), anchors(), TIMEOUT, clock);
      String question = "_kerberos.www.b.example. TXT";
      String denied = "nowhere.b.example. TXT";
      txt(counted, "_kerberos.www.b.example");
      txt(counted, "nowhere.b.example");
      clock.advance(Duration.ofSeconds(59));
      assertEquals(241, txt(counted, "_kerberos.www.b.example").ttl().toSeconds());
      txt(counted, "nowhere.b.example");
      assertEquals(1, Collections.frequency(proxy.questions(), question));
      assertEquals(1, Collections.frequency(proxy.questions(), denied));

      clock.advance(Duration.ofSeconds(1));
      txt(counted, "nowhere.b.example");
      assertEquals(2, Collections.frequency(proxy.questions(), denied));

      clock.advance(Duration.ofSeconds(240));
      txt(counted, "_kerberos.www.b.example");
      assertEquals(2, Collections.frequency(proxy.questions(), question));
    }
  }

  @Test
  void failureIsNotCached() throws Exception {
    try (MeddlingProxy proxy =
        new MeddlingProxy(
            world.address(),
            (query, honest) -> Optional.of(MeddlingProxy.empty(query, Rcode.SERVFAIL)))) {
      ValidatingDns counted =
          new ValidatingDns(proxy.address(), anchors(), TIMEOUT, Clock.systemUTC());
      assertEquals(DnsOutcome.FAILED, txt(counted, "_kerberos.www.b.example").outcome());
      proxy.meddle(MeddlingProxy.HONEST);
      assertEquals(DnsOutcome.SECURE, txt(counted, "_kerberos.www.b.example").outcome());
    }
  }

  @Test
  void lostQuestionIsSentAgain() throws Exception {
    AtomicBoolean lost = new AtomicBoolean();
    try (MeddlingProxy proxy =
        new MeddlingProxy(
            world.address(),
            (query, honest) ->
                lost.compareAndSet(false, true) ? Optional.empty() : Optional.of(honest))) {
      ValidatingDns patient =
          new ValidatingDns(proxy.address(), anchors(), TIMEOUT, Clock.systemUTC());
      assertEquals(DnsOutcome.SECURE, txt(patient, "_kerberos.www.b.example").outcome());
      assertTrue(lost.get());
    }
  }

  @Test
  void concurrentLookupsShareOneAnswer() throws Exception {
    int threads = 64;
    CountDownLatch all = new CountDownLatch(threads);
    ExecutorService pool = Executors.newFixedThreadPool(threads);
    try (MeddlingProxy proxy = new MeddlingProxy(world.address(), MeddlingProxy.HONEST)) {
      ValidatingDns shared =
          new ValidatingDns(proxy.address(), anchors(), TIMEOUT, Clock.systemUTC());
      List<Future<DnsAnswer>> answers = new ArrayList<>();
      for (int i = 0; i < threads; i++) {
        answers.add(
            pool.submit(
                () -> {
                  all.countDown();
                  all.await();
                  return txt(shared, "_kerberos.www.b.example");
                }));
      }
      for (Future<DnsAnswer> answer : answers) {
        assertEquals(
            DnsOutcome.SECURE, answer.get(Patience.LIMIT.toSeconds(), TimeUnit.SECONDS).outcome());
      }
      List<String> questions = proxy.questions();
      assertEquals(
          Set.copyOf(questions).size(), questions.size(), () -> "asked twice: " + questions);
    } finally {
      pool.shutdownNow();
    }
  }
}
