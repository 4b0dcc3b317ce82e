package org.kxover.dns;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.kxover.lab.SignedZone;
import org.kxover.lab.SignedZones;
import org.kxover.lab.ZoneServer;
import org.xbill.DNS.DClass;
import org.xbill.DNS.Message;
import org.xbill.DNS.Name;
import org.xbill.DNS.TXTRecord;
import org.xbill.DNS.Type;

/** Zones that cost more than they may, and the same zones when their owner is honest. */
@Timeout(300)
class CostlyZonesIT {
  private static final Duration TIMEOUT = Duration.ofSeconds(30);
  private static final int USERS_LOOKUPS = 300;

  @TempDir static Path folder;
  private static SignedZones zones;
  private static ZoneServer server;
  private static TrustAnchors anchors;
  private static volatile boolean honest;
  private static final AtomicInteger textQueries = new AtomicInteger();

  @BeforeAll
  static void start() throws Exception {
    zones = new SignedZones();
    zones.zone(Name.fromConstantString("example."));
    SignedZone b = zones.zone(Name.fromConstantString("b.example."));
    for (int i = 0; i < USERS_LOOKUPS; i++) {
      b.add(new TXTRecord(user(i), DClass.IN, 300, "text"));
    }
    for (CostlyZone costly : CostlyZone.values()) {
      costly.addTo(zones);
    }
    server = new ZoneServer(CostlyZonesIT::answer);
    Path file = folder.resolve("root.ds");
    Files.writeString(file, zones.trustAnchor() + "\n");
    anchors = TrustAnchors.load(file);
  }

  @AfterAll
  static void stop() throws Exception {
    server.close();
  }

  private static Name user(int number) {
    return Name.fromConstantString("user" + number + ".b.example.");
  }

  private static Message answer(Message query) {
    Message response = zones.answer(query);
    Name name = query.getQuestion().getName();
    if (query.getQuestion().getType() == Type.TXT) {
      textQueries.incrementAndGet();
    }
    for (CostlyZone costly : CostlyZone.values()) {
      if (!honest && name.subdomain(costly.zone())) {
        costly.change(response, zones.of(costly.zone()));
      }
    }
    return response;
  }

  private static ValidatingDns dns() {
    return new ValidatingDns(server.address(), anchors, TIMEOUT, Clock.systemUTC());
  }

  private static DnsAnswer lookup(SecureDns dns, Name name) {
    return dns.lookup(name, Type.TXT, Deadline.in(TIMEOUT));
  }

  @ParameterizedTest
  @EnumSource
  void isGivenUpAtOnceAndNotAskedAgain(CostlyZone zone) {
    honest = false;
    textQueries.set(0);
    DnsAnswer answer = lookup(dns(), zone.host());
    assertEquals(DnsOutcome.COSTLY, answer.outcome(), answer::toString);
    assertTrue(answer.reason().startsWith("costly: "), answer::reason);
    assertTrue(answer.reason().contains(zone.reason()), answer::reason);
    // Over UDP, and over TCP where the answer is large.
    assertTrue(textQueries.get() <= 2, textQueries + " queries");
  }

  @ParameterizedTest
  @EnumSource(
      mode = EnumSource.Mode.EXCLUDE,
      names = {"ALL_AT_ONCE", "LONG_EXPONENT", "LONG_MODULUS"})
  void isSecureWhenItIsHonest(CostlyZone zone) {
    honest = true;
    DnsAnswer answer = lookup(dns(), zone.host());
    assertEquals(DnsOutcome.SECURE, answer.outcome(), answer::toString);
  }

  /**
   * Four hostile look-ups beside the work of some seconds. What they take of the processors is what
   * users may lose, however busy this machine is.
   */
  @Test
  void takesLessThanATenthFromUsers() throws Exception {
    honest = false;
    ValidatingDns dns = dns();
    lookup(dns, user(0));
    ExecutorService threads = Executors.newCachedThreadPool();
    try {
      List<Future<Long>> hostile = new ArrayList<>();
      for (int i = 0; i < 4; i++) {
        hostile.add(
            threads.submit(
                () ->
                    processorTime(
                        () -> lookup(dns.forUnverifiedPeers(), CostlyZone.ALL_AT_ONCE.host()),
                        DnsOutcome.COSTLY)));
      }
      long users = 0;
      for (int i = 0; i < USERS_LOOKUPS; i++) {
        Name name = user(i);
        users += processorTime(() -> lookup(dns, name), DnsOutcome.SECURE);
      }
      long strangers = 0;
      for (Future<Long> one : hostile) {
        strangers += one.get();
      }
      assertTrue(strangers * 10 < users, "strangers " + strangers + " ns, users " + users + " ns");
    } finally {
      threads.shutdownNow();
    }
  }

  private static long processorTime(Callable<DnsAnswer> lookup, DnsOutcome expected)
      throws Exception {
    long start = ManagementFactory.getThreadMXBean().getCurrentThreadCpuTime();
    DnsAnswer answer = lookup.call();
    long time = ManagementFactory.getThreadMXBean().getCurrentThreadCpuTime() - start;
    assertEquals(expected, answer.outcome(), answer::toString);
    return time;
  }
}
