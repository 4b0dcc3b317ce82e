package org.kxover.dns;

import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.time.Clock;
import java.time.Duration;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Collectors;
import org.kxover.lab.SignedZone;
import org.kxover.lab.SignedZones;
import org.kxover.lab.SigningKey;
import org.xbill.DNS.CNAMERecord;
import org.xbill.DNS.DClass;
import org.xbill.DNS.Message;
import org.xbill.DNS.Name;
import org.xbill.DNS.RRset;
import org.xbill.DNS.Record;
import org.xbill.DNS.TXTRecord;
import org.xbill.DNS.Type;
import org.xbill.DNS.io.IoClientFactory;
import org.xbill.DNS.io.TcpIoClient;
import org.xbill.DNS.io.UdpIoClient;

/**
 * Fuzzes the validator with hostile answers. The input chooses a question, and changes the honest
 * answers to each query of the look-up. Who changes them owns the zone h.example.
 *
 * <p>A finding is an exception, a verdict about another zone that its owner did not sign, and a
 * look-up that costs more than the bounds or goes on after its deadline.
 */
public final class ZoneFuzz {
  private static final Duration LIMIT = Duration.ofSeconds(5);

  /** Far more than the bounds allow, as the machine may be slow. */
  private static final Duration MAX_PROCESSOR_TIME = Duration.ofSeconds(1);

  private static final Duration MAX_TIME = LIMIT.plusSeconds(10);

  /** A query and its repetition over TCP. */
  private static final int MAX_SENT = 2 * LookupWork.MAX_QUERIES;

  private static final ZoneFuzz FUZZ = new ZoneFuzz();

  private final SignedZones zones;
  private final Name hostile = Name.fromConstantString("h.example.");
  private final TrustAnchors anchors;
  private final HostileAnswers answers;
  private int sent;

  private ZoneFuzz() {
    EcdsaSignatures.install();
    try {
      zones = new SignedZones(key("."));
      zone("example.");
      zone("b.example.")
          .add(text("_kerberos.b.example.", "B.EXAMPLE"))
          .add(text("www.b.example.", "www"))
          .add(text("www.b.example.", "second"))
          .add(text("deep.er.b.example.", "deep"))
          .add(alias("alias.b.example.", "www.b.example."))
          .add(alias("out.b.example.", "w.h.example."));
      zone("c.b.example.").add(text("www.c.b.example.", "child"));
      zone("h.example.")
          .add(text("w.h.example.", "hostile"))
          .add(alias("back.h.example.", "www.b.example."));
      Path file = Files.createTempFile("zone-fuzz", ".ds");
      Files.writeString(file, zones.trustAnchor() + "\n");
      anchors = TrustAnchors.load(file);
      Files.delete(file);
      answers = new HostileAnswers(zones, zones.of(hostile).key());
    } catch (GeneralSecurityException | IOException | TrustAnchorException e) {
      throw new IllegalStateException(e);
    }
  }

  /** A key whose signatures are verified in a tenth of the time that one on P-256 takes. */
  private static SigningKey key(String zone) throws GeneralSecurityException {
    return SigningKey.rsa(Name.fromConstantString(zone), 1024, false);
  }

  private SignedZone zone(String name) throws GeneralSecurityException {
    return zones.zone(Name.fromConstantString(name), key(name));
  }

  private static Record text(String owner, String text) {
    return new TXTRecord(Name.fromConstantString(owner), DClass.IN, 300, text);
  }

  private static Record alias(String owner, String target) {
    return new CNAMERecord(
        Name.fromConstantString(owner), DClass.IN, 300, Name.fromConstantString(target));
  }

  public static void fuzzerTestOneInput(byte[] input) {
    FUZZ.lookUp(new Choices(input));
  }

  private void lookUp(Choices choices) {
    Name name = answers.name(choices);
    int type = choices.next() % 4 == 0 ? Type.SRV : Type.TXT;
    sent = 0;
    LookupWork[] work = new LookupWork[1];
    ValidatedQuery query = query(choices);
    Lookups lookups =
        new Lookups(
            (owner, wanted, whole) -> {
              work[0] = whole;
              return query.ask(owner, wanted, whole);
            },
            LIMIT,
            Clock.systemUTC());
    long start = System.nanoTime();
    long processor = processorTime();
    DnsAnswer answer = lookups.lookup(name, type, Deadline.in(LIMIT));
    atMost("nanoseconds of a processor", processorTime() - processor, MAX_PROCESSOR_TIME.toNanos());
    atMost("nanoseconds", System.nanoTime() - start, MAX_TIME.toNanos());
    atMost("queries", sent, MAX_SENT);
    atMost("verifications", work[0].verifications(), LookupWork.MAX_VERIFICATIONS);
    judge(name, type, answer);
  }

  private ValidatedQuery query(Choices choices) {
    InetSocketAddress nowhere = new InetSocketAddress(InetAddress.getLoopbackAddress(), 53);
    Upstream upstream =
        new Upstream(
            nowhere, LIMIT, ZoneAlgorithms.WITHOUT_SHA1, new Clients(choices), System::nanoTime);
    return new ValidatedQuery(upstream, anchors, ZoneAlgorithms.WITHOUT_SHA1, Clock.systemUTC());
  }

  private static long processorTime() {
    return ManagementFactory.getThreadMXBean().getCurrentThreadCpuTime();
  }

  private static void atMost(String what, long number, long limit) {
    if (number > limit) {
      throw new AssertionError(number + " " + what + ", more than " + limit);
    }
  }

  /** Holds a verdict against what the owners of the zones signed. */
  private void judge(Name asked, int type, DnsAnswer answer) {
    if (answer.outcome() == DnsOutcome.FAILED
        && answer.reason().contains("unexpected error: java.lang.")
        && answer.reason().contains("Error")) {
      throw new AssertionError(answer.toString());
    }
    if (!answer.isProven() && answer.outcome() != DnsOutcome.INSECURE) {
      return;
    }
    Name end = asked;
    Optional<RRset> alias = zones.of(end).find(end, Type.CNAME);
    while (!end.subdomain(hostile) && alias.isPresent()) {
      end = ((CNAMERecord) alias.get().first()).getTarget();
      alias = zones.of(end).find(end, Type.CNAME);
    }
    boolean reached = end.subdomain(hostile);
    Name name = answer.name();
    if (name.subdomain(hostile) ? !reached : !reached && !name.equals(end)) {
      throw new AssertionError(asked + " does not lead to the name in " + answer);
    }
    if (name.subdomain(hostile)) {
      return;
    }
    Set<String> truth =
        zones.of(name).find(name, type).stream()
            .flatMap(set -> set.rrs(false).stream())
            .map(Record::rdataToString)
            .collect(Collectors.toSet());
    Set<String> found =
        answer.records().stream().map(Record::rdataToString).collect(Collectors.toSet());
    if (answer.outcome() == DnsOutcome.INSECURE || !found.equals(truth)) {
      throw new AssertionError("the owner of the zone did not sign " + answer);
    }
  }

  /** Answers in this thread, as the input has it. */
  private final class Clients implements IoClientFactory {
    private final Choices choices;

    Clients(Choices choices) {
      this.choices = choices;
    }

    @Override
    public TcpIoClient createOrGetTcpClient() {
      return (local, remote, query, data, timeout) -> answer(query);
    }

    @Override
    public UdpIoClient createOrGetUdpClient() {
      return (local, remote, query, data, max, timeout) -> answer(query);
    }

    private CompletableFuture<byte[]> answer(Message query) {
      sent++;
      return CompletableFuture.completedFuture(answers.octets(query, choices));
    }
  }
}
