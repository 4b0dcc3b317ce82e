package org.kxover.crossing;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.LongSupplier;
import java.util.function.UnaryOperator;
import org.kxover.config.KeySettings;
import org.kxover.config.PolicySettings;
import org.kxover.config.PriorKeyPolicy;
import org.kxover.config.RealmSettings;
import org.kxover.config.TestSettings;
import org.kxover.crossover.LocalRealm;
import org.kxover.dane.TrustRoots;
import org.kxover.discovery.Discovery;
import org.kxover.discovery.NeverLookedUp;
import org.kxover.discovery.PeerTrust;
import org.kxover.event.Event;
import org.kxover.event.EventType;
import org.kxover.exchange.Agreement;
import org.kxover.exchange.Initiator;
import org.kxover.exchange.Responder;
import org.kxover.exchange.TlsExchangeSession;
import org.kxover.kdb.CrossoverStore;
import org.kxover.kdb.MemoryStore;
import org.kxover.kerberos.EncryptionType;
import org.kxover.kerberos.Realm;
import org.kxover.lab.Ports;
import org.kxover.lifecycle.Schedule;
import org.kxover.policy.Policy;
import org.kxover.referral.Answer;
import org.kxover.referral.KeySource;
import org.kxover.referral.Question;
import org.kxover.referral.ReferralService;
import org.kxover.serving.ExchangeService;
import org.kxover.serving.RequestDispatcher;
import org.kxover.tls.TlsConnector;
import org.kxover.tls.TlsCredential;
import org.kxover.tls.TlsLimits;
import org.kxover.tls.TlsListener;
import org.kxover.tls.TlsSession;
import org.xbill.DNS.Type;

/**
 * A.EXAMPLE asks and B.EXAMPLE answers, over real TLS on loopback. DNS, databases and clock are
 * fakes that the test controls. Each side has its own view of DNS.
 */
public final class TwoRealms extends StoredPrincipals implements AutoCloseable {
  public static final Realm A = new Realm("A.EXAMPLE");
  public static final Realm B = new Realm("B.EXAMPLE");

  /** Is served by the listener of B, with the certificate of B. */
  public static final Realm D = new Realm("D.EXAMPLE");

  public static final int MAX_REQUESTS = 3;
  public static final int MAX_WAITING = 20;
  private static final int MAX_QUESTIONS = 100;
  public static final Duration IDLE = Duration.ofSeconds(1);
  public static final Duration LONGEST_EXCHANGE = Duration.ofSeconds(60);
  public static final Duration TICKET_LIFE = Duration.ofHours(10);
  public static final Duration KEY_LIFETIME = Duration.ofDays(30);

  public static final List<EncryptionType> ENCRYPTION_TYPES =
      List.of(EncryptionType.AES128_CTS_HMAC_SHA1_96, EncryptionType.AES256_CTS_HMAC_SHA1_96);

  private volatile Instant now = Instant.parse("2026-11-23T12:00:00Z");
  public final InstantSource clock = () -> now;

  /** Is asked when a peer refuses a connection. */
  volatile LongSupplier nanoTime = System::nanoTime;

  private final Map<Realm, UnaryOperator<RealmSettings>> changes;
  private final Map<Realm, Consumer<Realm>> served = new ConcurrentHashMap<>();
  private final Map<Realm, String> withoutGuard = new ConcurrentHashMap<>();
  private final SeenEvents seen = new SeenEvents();
  public final List<Event> events = seen.all;
  public final FakeDns dnsOfA = new FakeDns();
  public final FakeDns dnsOfB = new FakeDns();
  public final Schedule scheduleOfA = new Schedule(clock);
  public final MemoryStore storeOfA = new MemoryStore(clock);
  public final MemoryStore storeOfB = new MemoryStore(clock);
  public final MemoryStore storeOfD = new MemoryStore(clock);
  public final CrossoverStore databaseOfA;
  public final CrossoverStore databaseOfB;
  public final TlsListener listener;
  public final ExecutorService crossings = Executors.newFixedThreadPool(4);
  private final Policy policyOfA;
  public final Policy policyOfB;
  private final TlsCredential credential;
  private final TlsCredential credentialOfB;
  private TlsListener listenerOfA;
  private final SecureRandom random = new SecureRandom();
  private final TlsLimits limits;

  public TwoRealms(Path folder) throws Exception {
    this(folder, Duration.ofSeconds(30), Map.of());
  }

  public TwoRealms(Path folder, Duration message) throws Exception {
    this(folder, message, Map.of());
  }

  /** Realms with changed settings. */
  public TwoRealms(Path folder, Map<Realm, UnaryOperator<RealmSettings>> changes) throws Exception {
    this(folder, Duration.ofSeconds(30), changes);
  }

  /** Realms with these settings for prior keys. */
  public TwoRealms(Path folder, PriorKeyPolicy ofA, PriorKeyPolicy ofB) throws Exception {
    this(
        folder,
        Map.of(
            A,
            own -> own.with(KeySettings.PRIOR_KEY, ofA),
            B,
            own -> own.with(KeySettings.PRIOR_KEY, ofB)));
  }

  /** Realms with other databases. {@link #storeOfA} and {@link #storeOfB} are then unused. */
  public TwoRealms(
      Path folder,
      Function<InstantSource, CrossoverStore> databaseOfA,
      Function<InstantSource, CrossoverStore> databaseOfB)
      throws Exception {
    this(folder, Duration.ofSeconds(30), Map.of(), databaseOfA, databaseOfB);
  }

  /**
   * @param message the time limit for one message of the peer
   */
  private TwoRealms(Path folder, Duration message, Map<Realm, UnaryOperator<RealmSettings>> changes)
      throws Exception {
    this(folder, message, changes, null, null);
  }

  public TwoRealms(
      Path folder,
      Duration message,
      Map<Realm, UnaryOperator<RealmSettings>> changes,
      Function<InstantSource, CrossoverStore> ofA,
      Function<InstantSource, CrossoverStore> ofB)
      throws Exception {
    this.changes = changes;
    databaseOfA = ofA == null ? storeOfA : ofA.apply(clock);
    databaseOfB = ofB == null ? storeOfB : ofB.apply(clock);
    limits =
        new TlsLimits(
            LONGEST_EXCHANGE, LONGEST_EXCHANGE, message, LONGEST_EXCHANGE, 65_536, 16, 16);
    policyOfA = policy(A);
    policyOfB = policy(B);
    credential = RealmIdentity.credential(folder, A, "kx.a.example");
    credentialOfB = RealmIdentity.credential(folder, B, "kx.b.example");
    // Tests close it, and await a refusal. An ephemeral port could go to another test meanwhile.
    int port = Ports.free();
    listener = listen(port, credentialOfB, incoming(B, databaseOfB), incoming(D, storeOfD));
    dnsOfA.secure("_kerberos.www.b.example", Type.TXT, 300, "\"B.EXAMPLE\"");
    RealmIdentity.publish(dnsOfA, "b.example", port, credentialOfB);
    RealmIdentity.publish(dnsOfB, "a.example", 4088, credential);
  }

  /** A listener of B on that port, such as after a restart. */
  TlsListener listenAtB(int port) throws IOException {
    return listen(port, credentialOfB, incoming(B, databaseOfB));
  }

  private TlsListener listen(int port, TlsCredential shown, ExchangeService... realms)
      throws IOException {
    TlsListener opened =
        new TlsListener(
            new InetSocketAddress(InetAddress.getLoopbackAddress(), port),
            shown,
            random,
            limits,
            new RequestDispatcher(List.of(realms), MAX_REQUESTS, IDLE, Optional.empty())::serve);
    opened.start();
    return opened;
  }

  public ExchangeService incoming(Realm realm, CrossoverStore store) {
    Policy policy = realm.equals(B) ? policyOfB : policy(realm);
    LocalRealm local = local(realm, policy, store);
    return new ExchangeService(
        local,
        discovery(realm, realm.equals(A) ? dnsOfA : dnsOfB),
        trust(),
        new Responder(local.termsOfService(), clock, random),
        random,
        LONGEST_EXCHANGE,
        () -> Optional.ofNullable(withoutGuard.get(realm)),
        peer -> served.getOrDefault(realm, any -> {}).accept(peer));
  }

  private Policy policy(Realm realm) {
    return new Policy(settings(realm), clock, address -> false);
  }

  private LocalRealm local(Realm realm, Policy policy, CrossoverStore store) {
    return new LocalRealm(settings(realm), policy, store, clock, seen::happened);
  }

  /** Waits for the first event of that type, which may come after the peer has its answer. */
  public Event awaitEvent(EventType type) throws InterruptedException {
    return seen.await(type);
  }

  /** Lets the realm know, for that reason, of no guard in its KDC; empty ends this. */
  public void withoutGuard(Realm realm, Optional<String> why) {
    why.ifPresentOrElse(
        reason -> withoutGuard.put(realm, reason), () -> withoutGuard.remove(realm));
  }

  /** Sets what the realm does after it has answered another realm. */
  public void afterServing(Realm realm, Consumer<Realm> served) {
    this.served.put(realm, served);
  }

  /** Lets A answer requests too, and publishes A's daemon in B's view of DNS. */
  public TlsListener listenAtA() throws IOException {
    listenerOfA = listen(0, credential, incoming(A, databaseOfA));
    RealmIdentity.publish(dnsOfB, "a.example", listenerOfA.address().getPort(), credential);
    return listenerOfA;
  }

  /** Publishes B's daemon as that of another realm in A's view of DNS. */
  public void spokenForByB(String domain) {
    int port = listener.address().getPort();
    dnsOfA.secure("_kerberos-tls._tcp." + domain, Type.SRV, 300, "0 0 " + port + " kx.b.example.");
  }

  public RealmSettings settings(Realm realm) {
    return changes
        .getOrDefault(realm, UnaryOperator.identity())
        .apply(
            TestSettings.of(realm)
                .with(KeySettings.KEY_LIFETIME, KEY_LIFETIME)
                .with(KeySettings.MAX_TICKET_LIFE, TICKET_LIFE)
                .with(KeySettings.ENCRYPTION_TYPES, ENCRYPTION_TYPES));
  }

  public ReferralService outgoing() {
    return outgoing(Duration.ofSeconds(60), crossings::execute);
  }

  public ReferralService outgoing(Duration timeout, java.util.concurrent.Executor executor) {
    return outgoing(timeout, executor, Duration.ofSeconds(30));
  }

  /**
   * @param whole the time limit of a crossing
   */
  public ReferralService outgoing(
      Duration timeout, java.util.concurrent.Executor executor, Duration whole) {
    return outgoing(databaseOfA, ourExchanges(A, databaseOfA, executor, whole), timeout);
  }

  /** A's service with another database. */
  public ReferralService outgoingWith(CrossoverStore database) {
    return outgoing(
        database,
        ourExchanges(A, database, crossings::execute, Duration.ofSeconds(30)),
        Duration.ofSeconds(60));
  }

  /** A's service with exchanges that the test can begin too. */
  public ReferralService outgoing(OutgoingExchanges exchanges, Duration timeout) {
    return outgoing(databaseOfA, exchanges, timeout);
  }

  private ReferralService outgoing(
      CrossoverStore database, OutgoingExchanges exchanges, Duration timeout) {
    LocalRealm local = local(A, policyOfA, database);
    KeySource keys = new KeySource(local, exchanges, Optional.empty(), MAX_WAITING);
    return new ReferralService(
        local, discovery(A, dnsOfA), keys, scheduleOfA, timeout, MAX_QUESTIONS);
  }

  /** The exchanges that A begins. */
  public OutgoingExchanges ourExchanges() {
    return ourExchanges(crossings::execute);
  }

  public OutgoingExchanges ourExchanges(java.util.concurrent.Executor executor) {
    return ourExchanges(A, databaseOfA, executor, Duration.ofSeconds(30));
  }

  public OutgoingExchanges exchangesOfB() {
    return ourExchanges(B, databaseOfB, crossings::execute, Duration.ofSeconds(30));
  }

  private OutgoingExchanges ourExchanges(
      Realm realm,
      CrossoverStore database,
      java.util.concurrent.Executor executor,
      Duration whole) {
    boolean ofA = realm.equals(A);
    LocalRealm local = local(realm, ofA ? policyOfA : policyOfB, database);
    PeerAttempt attempts =
        new PeerAttempt(
            new TlsConnector(ofA ? credential : credentialOfB, random, limits),
            trust(),
            new Initiator(local.termsOfClient(), clock, random),
            clock,
            () -> nanoTime.getAsLong());
    Crossing crossing =
        new Crossing(local, discovery(realm, ofA ? dnsOfA : dnsOfB), attempts, whole);
    return new OutgoingExchanges(local, crossing, executor);
  }

  private Discovery discovery(Realm realm, FakeDns dns) {
    return new Discovery(
        dns, new Random(1), new NeverLookedUp(settings(realm).get(PolicySettings.NEVER_LOOK_UP)));
  }

  private PeerTrust trust() {
    return new PeerTrust(TrustRoots.none(), TrustRoots.none(), clock);
  }

  public static Question question(String service) throws Exception {
    return Question.parse("A.EXAMPLE", service);
  }

  /** A's KDC asks for {@code HTTP/www.b.example}. */
  public Answer ask() throws Exception {
    return outgoing().answer(question("HTTP/www.b.example"));
  }

  /** The certificate chain that A sends to B's daemon, in DER. */
  public List<byte[]> chainOfA() {
    return credential.chainDer();
  }

  /** Connects A to B's daemon, for tests that send requests themselves. */
  public TlsSession connect() throws Exception {
    return new TlsConnector(credential, random, limits)
        .connect(listener.address(), "kx.b.example", chain -> {}, Duration.ofSeconds(60));
  }

  /** Runs an exchange like A's daemon, with kvno 1 and no prior key. */
  public Agreement exchange(TlsSession session, Realm service) throws Exception {
    return exchange(session, service, Duration.ZERO);
  }

  /**
   * @param ahead how far A's clock is ahead
   */
  public Agreement exchange(TlsSession session, Realm service, Duration ahead) throws Exception {
    InstantSource clockOfA = () -> now.plus(ahead);
    return new Initiator(local(A, policyOfA, databaseOfA).termsOfClient(), clockOfA, random)
        .run(new TlsExchangeSession(session), service, 1, Optional.empty());
  }

  @Override
  Instant now() {
    return now;
  }

  public void pass(Duration time) {
    now = now.plus(time);
  }

  public long exchanges() {
    return listener.counts().sessions();
  }

  /** Waits until B has handled all that it was sent, and all connections have ended. */
  public void awaitSessionsEnd() throws InterruptedException {
    while (listener.counts().open() > 0) {
      Thread.sleep(10);
    }
  }

  @Override
  public void close() throws IOException {
    crossings.shutdownNow();
    listener.close();
    if (listenerOfA != null) {
      listenerOfA.close();
    }
    databaseOfA.close();
    databaseOfB.close();
  }
}
