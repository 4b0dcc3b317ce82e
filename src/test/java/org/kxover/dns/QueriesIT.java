package org.kxover.dns;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketTimeoutException;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.kxover.lab.DnsWorld;
import org.xbill.DNS.Flags;
import org.xbill.DNS.Message;
import org.xbill.DNS.Name;
import org.xbill.DNS.Type;

/** Tests what is sent to the resolver, and when the resolver is asked again. */
class QueriesIT {
  private static final Duration TIMEOUT = Duration.ofSeconds(5);
  private static final Name NAME = Name.fromConstantString("_kerberos.www.b.example.");
  private static final String QUESTION = "_kerberos.www.b.example. TXT";

  @TempDir Path folder;
  private DnsWorld world;
  private MeddlingProxy proxy;
  private final List<Message> queries = new CopyOnWriteArrayList<>();

  @BeforeEach
  void makeWorld() throws Exception {
    world = new DnsWorld(folder);
    world.zone("b.example").add("_kerberos.www TXT \"B.EXAMPLE\"");
    world.zone("f.example").add("www TXT \"true\"").forge("www TXT \"false\"");
  }

  @AfterEach
  void stopWorld() {
    proxy.close();
    world.close();
  }

  private ValidatingDns start() throws Exception {
    world.start();
    proxy = new MeddlingProxy(world.address(), recording(MeddlingProxy.HONEST));
    TrustAnchors anchors = TrustAnchors.load(world.trustAnchorFile());
    return new ValidatingDns(proxy.address(), anchors, TIMEOUT, Clock.systemUTC());
  }

  private MeddlingProxy.Meddler recording(MeddlingProxy.Meddler meddler) {
    return (query, honest) -> {
      queries.add(query);
      return meddler.respond(query, honest);
    };
  }

  private static DnsAnswer txt(SecureDns dns, Name name) {
    return dns.lookup(name, Type.TXT, Deadline.in(TIMEOUT));
  }

  private List<Message> queries(String question) {
    return queries.stream()
        .filter(query -> MeddlingProxy.describe(query).equals(question))
        .toList();
  }

  /** Lies to the first queries for {@code question} only. */
  private void lie(String question, int times) {
    AtomicInteger left = new AtomicInteger(times);
    proxy.meddle(
        recording(
            MeddlingProxy.lie(
                question,
                (query, honest) ->
                    left.getAndDecrement() > 0
                        ? MeddlingProxy.stripped().respond(query, honest)
                        : Optional.of(honest))));
  }

  @ParameterizedTest
  @ValueSource(strings = {QUESTION, "b.example. DNSKEY", "b.example. DS"})
  void oneBogusAnswerIsAskedForAgain(String question) throws Exception {
    world.withoutValidation();
    ValidatingDns dns = start();
    lie(question, 1);
    DnsAnswer answer = txt(dns, NAME);
    assertEquals(DnsOutcome.SECURE, answer.outcome(), answer::toString);
    assertEquals(2, queries(question).size());
  }

  @Test
  void isAskedForOnceMoreAndNotTwice() throws Exception {
    world.withoutValidation();
    ValidatingDns dns = start();
    lie(QUESTION, 2);
    DnsAnswer answer = txt(dns, NAME);
    assertEquals(DnsOutcome.BOGUS, answer.outcome(), answer::toString);
    assertEquals(2, queries(QUESTION).size());
    assertEquals(DnsOutcome.SECURE, txt(dns, NAME).outcome());
  }

  /** The second time, a resolver that validates may look for a better answer. */
  @Test
  void theCdBitIsInTheFirstQueryOnly() throws Exception {
    ValidatingDns dns = start();
    lie(QUESTION, 1);
    assertEquals(DnsOutcome.SECURE, txt(dns, NAME).outcome());
    List<Boolean> checkingDisabled =
        queries(QUESTION).stream().map(query -> query.getHeader().getFlag(Flags.CD)).toList();
    assertEquals(List.of(true, false), checkingDisabled);
  }

  /** A resolver that validates answers the second query with SERVFAIL. */
  @Test
  void aForgedZoneStaysBogusAndNotFailed() throws Exception {
    ValidatingDns dns = start();
    DnsAnswer answer = txt(dns, Name.fromConstantString("www.f.example."));
    assertEquals(DnsOutcome.BOGUS, answer.outcome(), answer::toString);
    assertFalse(answer.reason().contains("SERVFAIL"), answer::reason);
    assertEquals(2, queries("www.f.example. TXT").size());
  }

  @Test
  void answersAreSmallEnoughNotToBeFragmented() throws Exception {
    ValidatingDns dns = start();
    assertEquals(DnsOutcome.SECURE, txt(dns, NAME).outcome());
    SecureDns trusting = new TrustedResolverDns(proxy.address(), TIMEOUT, Clock.systemUTC());
    assertEquals(DnsOutcome.SECURE, txt(trusting, NAME).outcome());
    assertTrue(queries.size() > 5, queries::toString);
    for (Message query : queries) {
      assertEquals(1232, query.getOPT().getPayloadSize());
    }
  }

  /** A lost answer is noticed soon enough for all attempts to be made in a lookup's time. */
  @Test
  void aSilentResolverIsAskedThreeTimes() throws Exception {
    start();
    Duration limit = Duration.ofMillis(1500);
    try (DatagramSocket silent =
        new DatagramSocket(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0))) {
      SecureDns dns =
          new TrustedResolverDns(
              (InetSocketAddress) silent.getLocalSocketAddress(), limit, Clock.systemUTC());
      assertEquals(DnsOutcome.FAILED, dns.lookup(NAME, Type.TXT, Deadline.in(limit)).outcome());
      assertEquals(3, received(silent));
    }
  }

  private static int received(DatagramSocket socket) throws Exception {
    socket.setSoTimeout(10);
    int count = 0;
    while (true) {
      try {
        socket.receive(new DatagramPacket(new byte[1500], 1500));
        count++;
      } catch (SocketTimeoutException e) {
        return count;
      }
    }
  }
}
