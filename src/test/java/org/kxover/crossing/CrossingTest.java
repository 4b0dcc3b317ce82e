package org.kxover.crossing;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.kxover.kdb.CrossoverKey;
import org.kxover.kdb.ForwardingStore;
import org.kxover.kdb.MemoryStore;
import org.kxover.kdb.Role;
import org.kxover.kdb.StoreException;
import org.kxover.kdb.StoredCrossover;
import org.kxover.kerberos.AllRealms;
import org.kxover.kerberos.EncryptionType;
import org.kxover.kerberos.KerberosTime;
import org.kxover.kerberos.PrincipalName;
import org.kxover.kerberos.Realm;
import org.kxover.lab.DeadPort;
import org.kxover.lab.Ports;
import org.kxover.message.ErrorCode;
import org.kxover.message.KrbError;
import org.kxover.referral.Answer;
import org.kxover.tls.KxCertificate;
import org.kxover.tls.SessionHandler;
import org.kxover.tls.TlsCredential;
import org.kxover.tls.TlsLimits;
import org.kxover.tls.TlsListener;
import org.xbill.DNS.Type;

/** Peers that DNS names but that fail in various ways. */
@Timeout(120)
class CrossingTest {
  private static final String TLSA = "3 1 1 " + "00".repeat(32);

  @TempDir Path folder;
  private TwoRealms world;

  @BeforeEach
  void meet() throws Exception {
    world = new TwoRealms(folder);
  }

  @AfterEach
  void part() throws Exception {
    world.close();
  }

  /** Accepts each connection and ends it at once, counting them. */
  private static AtomicInteger endAll(ServerSocket server) {
    AtomicInteger accepted = new AtomicInteger();
    Thread thread =
        new Thread(
            () -> {
              try {
                while (true) {
                  server.accept().close();
                  accepted.incrementAndGet();
                }
              } catch (IOException e) {
                // The test has closed the socket.
              }
            });
    thread.setDaemon(true);
    thread.start();
    return accepted;
  }

  /** For example an old krb5 release has no aes-sha2. */
  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void whatTheDatabaseDoesNotHaveIsNotOffered(boolean ofTheUsers) throws Exception {
    MemoryStore store = ofTheUsers ? world.storeOfA : world.storeOfB;
    store.lack(List.of(EncryptionType.AES256_CTS_HMAC_SHA1_96));
    Answer answer = world.ask();
    assertEquals(Answer.Result.REFERRAL, answer.result(), answer.reason());
    for (MemoryStore either : List.of(world.storeOfA, world.storeOfB)) {
      assertEquals(
          List.of(EncryptionType.AES128_CTS_HMAC_SHA1_96),
          either.find(TwoRealms.A_TO_B).orElseThrow().keys().get(1).etypes());
    }
  }

  @Test
  void unsupportedEncryptionTypesAreReportedBeforeAPeerIsAsked() throws Exception {
    world.storeOfA.lack(List.of(EncryptionType.values()));
    Answer answer = world.ask();
    assertEquals(Answer.Result.FAILED, answer.result());
    assertTrue(answer.reason().contains("none of encryption_types"), answer.reason());
    assertEquals(0, world.exchanges());
  }

  @Test
  void howeverManyAddressesAZoneListsSixAreTried() throws Exception {
    List<InetAddress> many = new ArrayList<>();
    for (int i = 1; i <= 4; i++) {
      many.add(InetAddress.getByName("127.0.0." + i));
    }
    try (ServerSocket server = new ServerSocket(0)) {
      AtomicInteger accepted = endAll(server);
      List<String> targets = new ArrayList<>();
      for (int i = 0; i < 4; i++) {
        String host = "kx" + i + ".b.example";
        targets.add(i + " 0 " + server.getLocalPort() + " " + host + ".");
        world.dnsOfA.secure("_" + server.getLocalPort() + "._tcp." + host, Type.TLSA, 60, TLSA);
        world.dnsOfA.addresses(host, many);
      }
      world.dnsOfA.secure(
          "_kerberos-tls._tcp.b.example", Type.SRV, 60, targets.toArray(String[]::new));
      Answer answer = world.ask();
      assertTrue(answer.reason().startsWith("TLS failed: kx"), answer + "");
      // On a busy machine an address may be overtaken, and is tried again then.
      assertTrue(accepted.get() >= 6 && accepted.get() < 16, accepted + " connections");
    }
  }

  /** Each peer may take a minute, so the crossing as a whole has a time limit too. */
  @Test
  void howeverSlowThePeersAreTheCrossingEnds() throws Exception {
    Duration whole = Duration.ofMillis(800);
    try (ServerSocket silent = new ServerSocket(0)) {
      int port = silent.getLocalPort();
      world.dnsOfA.secure(
          "_kerberos-tls._tcp.b.example",
          Type.SRV,
          60,
          "0 0 " + port + " lost.b.example.",
          "1 0 " + port + " silent.b.example.");
      world.dnsOfA.neverEnds("_" + port + "._tcp.lost.b.example", Type.TLSA);
      world.dnsOfA.secure("_" + port + "._tcp.silent.b.example", Type.TLSA, 60, TLSA);
      world.dnsOfA.addresses("silent.b.example", List.of(InetAddress.getLoopbackAddress()));
      Answer answer =
          world
              .outgoing(Duration.ofSeconds(60), world.crossings, whole)
              .answer(TwoRealms.question("HTTP/www.b.example"));
      assertEquals(Answer.Result.FAILED, answer.result());
      assertTrue(
          answer.reason().startsWith("TLS failed: silent.b.example")
              && answer.reason().matches(".*(whole connection|time of the crossing was over).*"),
          answer.reason());
    }
    // A good peer after a slow one is still tried.
    int good = world.listener.address().getPort();
    world.dnsOfA.secure(
        "_kerberos-tls._tcp.b.example",
        Type.SRV,
        60,
        "0 0 " + good + " lost.b.example.",
        "1 0 " + good + " kx.b.example.");
    world.dnsOfA.neverEnds("_" + good + "._tcp.lost.b.example", Type.TLSA);
    Answer answer =
        world
            .outgoing(Duration.ofSeconds(60), world.crossings, Duration.ofSeconds(10))
            .answer(TwoRealms.question("HTTP/www.b.example"));
    assertEquals(Answer.Result.REFERRAL, answer.result(), answer.reason());
  }

  /** Tried in turn, either would use up the time of the whole crossing. */
  @Test
  void aDeadServerAndADeadAddressAreOvertaken() throws Exception {
    int good = world.listener.address().getPort();
    InetAddress deadAddress = InetAddress.getByName("127.0.0.9");
    try (DeadPort deadServer = new DeadPort(deadAddress, 0);
        DeadPort deadPort = new DeadPort(deadAddress, good)) {
      world.dnsOfA.secure(
          "_kerberos-tls._tcp.b.example",
          Type.SRV,
          60,
          "0 0 " + deadServer.port() + " dead.b.example.",
          "1 0 " + deadPort.port() + " kx.b.example.");
      String owner = "_" + deadServer.port() + "._tcp.dead.b.example";
      world.dnsOfA.secure(owner, Type.TLSA, 60, TLSA);
      world.dnsOfA.addresses("dead.b.example", List.of(deadAddress));
      world.dnsOfA.addresses(
          "kx.b.example", List.of(deadAddress, InetAddress.getByName("127.0.0.1")));
      Answer answer =
          world
              .outgoing(Duration.ofSeconds(60), world.crossings, Duration.ofSeconds(20))
              .answer(TwoRealms.question("HTTP/www.b.example"));
      assertEquals(Answer.Result.REFERRAL, answer.result(), answer.reason());
    }
  }

  /** The time limit of its handshake is longer than the crossing may take. */
  @Test
  void aServerThatSaysNothingIsOvertaken() throws Exception {
    try (ServerSocket silent = new ServerSocket(0)) {
      int port = silent.getLocalPort();
      world.dnsOfA.secure(
          "_kerberos-tls._tcp.b.example",
          Type.SRV,
          60,
          "0 0 " + port + " silent.b.example.",
          "1 0 " + world.listener.address().getPort() + " kx.b.example.");
      world.dnsOfA.secure("_" + port + "._tcp.silent.b.example", Type.TLSA, 60, TLSA);
      world.dnsOfA.addresses("silent.b.example", List.of(InetAddress.getLoopbackAddress()));
      Answer answer =
          world
              .outgoing(Duration.ofSeconds(60), world.crossings, Duration.ofSeconds(20))
              .answer(TwoRealms.question("HTTP/www.b.example"));
      assertEquals(Answer.Result.REFERRAL, answer.result(), answer.reason());
    }
  }

  @Test
  void aPeerThatEndsTheSessionHasFailedAndTheNextIsTried() throws Exception {
    try (ServerSocket broken = new ServerSocket(0)) {
      endAll(broken);
      int port = broken.getLocalPort();
      int good = world.listener.address().getPort();
      world.dnsOfA.secure("_" + port + "._tcp.bad.b.example", Type.TLSA, 60, TLSA);
      world.dnsOfA.addresses("bad.b.example", List.of(InetAddress.getLoopbackAddress()));
      String bad = "0 0 " + port + " bad.b.example.";
      world.dnsOfA.secure("_kerberos-tls._tcp.b.example", Type.SRV, 60, bad);
      assertTrue(world.ask().reason().startsWith("TLS failed: bad.b.example"));
      world.dnsOfA.secure(
          "_kerberos-tls._tcp.b.example", Type.SRV, 60, bad, "1 0 " + good + " kx.b.example.");
      assertEquals(Answer.Result.REFERRAL, world.ask().result());
    }
  }

  @Test
  void whatOnePeerAnsweredIsToldWhereTheNextCannotBeReached() throws Exception {
    int closed = Ports.free();
    try (ServerSocket broken = new ServerSocket(0)) {
      endAll(broken);
      int port = broken.getLocalPort();
      world.dnsOfA.secure("_" + port + "._tcp.bad.b.example", Type.TLSA, 60, TLSA);
      world.dnsOfA.secure("_" + closed + "._tcp.gone.b.example", Type.TLSA, 60, TLSA);
      for (String host : List.of("bad.b.example", "gone.b.example")) {
        world.dnsOfA.addresses(host, List.of(InetAddress.getLoopbackAddress()));
      }
      String gone = " 0 " + closed + " gone.b.example.";
      String bad = "1 0 " + port + " bad.b.example.";
      world.dnsOfA.secure("_kerberos-tls._tcp.b.example", Type.SRV, 60, "0" + gone, bad);
      assertTrue(world.ask().reason().startsWith("TLS failed: bad.b.example"));
      world.dnsOfA.secure("_kerberos-tls._tcp.b.example", Type.SRV, 60, bad, "2" + gone);
      assertTrue(world.ask().reason().startsWith("TLS failed: bad.b.example"));
      world.dnsOfA.secure("_kerberos-tls._tcp.b.example", Type.SRV, 60, "0" + gone);
      assertTrue(world.ask().reason().startsWith("unreachable: gone.b.example"));
    }
  }

  @Test
  void aPeerThatGivesNoAnswerHasFailed() throws Exception {
    assertPeerThat(session -> session.readMessage(), "failed", "TLS failed: kx.c.example");
  }

  @Test
  void aPeerThatAnswersNonsenseBreaksTheProtocol() throws Exception {
    assertPeerThat(
        session -> {
          session.readMessage();
          session.writeMessage(new byte[] {0x6f, 0, '\n', 27});
        },
        "failed",
        "protocol error: kx.c.example");
  }

  /** A temporary failure concerns one daemon only. A refusal is the realm's decision. */
  @Test
  void theNextPeerIsTriedAfterATemporaryFailureButNotAfterARefusal() throws Exception {
    assertFirstPeerSays(ErrorCode.KDC_ERR_POLICY, Answer.Result.DENIED);
    assertFirstPeerSays(ErrorCode.KDC_ERR_SVC_UNAVAILABLE, Answer.Result.REFERRAL);
  }

  private void assertFirstPeerSays(int errorCode, Answer.Result expected) throws Exception {
    KerberosTime now = new KerberosTime(Instant.parse("2026-11-23T12:00:00Z"));
    byte[] error = new KrbError(errorCode, "no", now, TwoRealms.B).encoded();
    Path own = Files.createDirectory(folder.resolve("error" + errorCode));
    TlsCredential credential = RealmIdentity.credential(own, TwoRealms.B, "first.b.example");
    try (TlsListener first =
        listener(
            credential,
            session -> {
              session.readMessage();
              session.writeMessage(error);
            })) {
      int port = first.address().getPort();
      world.dnsOfA.secure(
          "_kerberos-tls._tcp.b.example",
          Type.SRV,
          60,
          "0 0 " + port + " first.b.example.",
          "1 0 " + world.listener.address().getPort() + " kx.b.example.");
      world.dnsOfA.secure(
          "_" + port + "._tcp.first.b.example",
          Type.TLSA,
          60,
          KxCertificate.tlsaRecord(credential.chainDer().get(0)).toString());
      world.dnsOfA.addresses("first.b.example", List.of(InetAddress.getLoopbackAddress()));
      Answer answer = world.ask();
      assertEquals(expected, answer.result(), answer.reason());
    }
  }

  private static TlsListener listener(TlsCredential credential, SessionHandler handler)
      throws IOException {
    Duration time = Duration.ofSeconds(30);
    TlsListener listener =
        new TlsListener(
            new InetSocketAddress(InetAddress.getLoopbackAddress(), 0),
            credential,
            new SecureRandom(),
            new TlsLimits(time, time, time, time, 4096, 4, 4),
            handler);
    listener.start();
    return listener;
  }

  private void assertPeerThat(SessionHandler handler, String result, String words)
      throws Exception {
    Realm c = new Realm("C.EXAMPLE");
    TlsCredential credential = RealmIdentity.credential(folder, c, "kx.c.example");
    try (TlsListener peer = listener(credential, handler)) {
      RealmIdentity.publish(world.dnsOfA, "c.example", peer.address().getPort(), credential);
      Answer answer = world.outgoing().answer(TwoRealms.question("krbtgt/C.EXAMPLE"));
      assertEquals(result, answer.result().toString());
      assertTrue(answer.reason().startsWith(words), answer.reason());
      assertTrue(answer.reason().chars().allMatch(ch -> ch >= ' ' && ch <= '~'), answer.reason());
      assertEquals(List.of(), world.storeOfA.writes());
    }
  }

  /** A realm that takes its time must not get its key behind a block. */
  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void aBlockDuringAnExchangeHolds(boolean all) throws Exception {
    PrincipalName name = all ? AllRealms.crossover(TwoRealms.A) : TwoRealms.A_TO_B;
    TwoRealms[] blocked = new TwoRealms[1];
    try (TwoRealms slow =
        new TwoRealms(
            Files.createDirectory(folder.resolve("slow")),
            null,
            clock ->
                new ForwardingStore(new MemoryStore(clock)) {
                  @Override
                  public StoredCrossover write(CrossoverKey key, Optional<StoredCrossover> before)
                      throws StoreException {
                    blocked[0].storeOfA.holding(blocked(name));
                    return super.write(key, before);
                  }
                })) {
      blocked[0] = slow;
      Answer answer = slow.ask();
      assertTrue(answer.reason().startsWith("blocked: "), answer.toString());
      assertEquals(List.of(), slow.storeOfA.writes());
      assertEquals(1, slow.exchanges());
    }
  }

  private static StoredCrossover blocked(PrincipalName name) {
    return new StoredCrossover(
        name,
        true,
        Optional.of(name.equals(TwoRealms.A_TO_B) ? Role.CLIENT : Role.SERVICE),
        0,
        new TreeMap<>(),
        true,
        Optional.empty(),
        true);
  }
}
