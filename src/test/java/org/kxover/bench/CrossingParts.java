package org.kxover.bench;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Base64;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import org.kxover.config.CertificateSettings;
import org.kxover.config.DatabaseSettings;
import org.kxover.config.DnsSettings;
import org.kxover.config.KeySettings;
import org.kxover.config.RealmSettings;
import org.kxover.config.Settings;
import org.kxover.dns.Deadline;
import org.kxover.dns.DnsAnswer;
import org.kxover.dns.SecureDns;
import org.kxover.dns.TrustAnchors;
import org.kxover.dns.ValidatingDns;
import org.kxover.kdb.CrossoverKey;
import org.kxover.kdb.Role;
import org.kxover.kdb.kadmin.KadminSettings;
import org.kxover.kdb.kadmin.KadminStore;
import org.kxover.kerberos.EncryptionType;
import org.kxover.kerberos.KerberosTime;
import org.kxover.kerberos.PrincipalName;
import org.kxover.kerberos.Realm;
import org.kxover.lab.LabRealm;
import org.kxover.tls.TlsConnector;
import org.kxover.tls.TlsCredential;
import org.kxover.tls.TlsLimits;
import org.kxover.tls.TlsListener;
import org.kxover.tls.TlsSession;
import org.xbill.DNS.Name;
import org.xbill.DNS.Type;

/**
 * The necessary parts of a first crossing, one after the other: the look-ups of both sides, the TLS
 * handshake, two writes to the databases, and two TGS requests with an existing key. This process
 * does what kxoverd would do.
 */
final class CrossingParts implements AutoCloseable {
  private static final Duration LIMIT = Duration.ofSeconds(10);
  private static final byte[] DONE = {1};
  private static final Realm OTHER = new Realm("OTHER.EXAMPLE");

  private final NewRealmPair strangers;
  private final Clock clock = Clock.systemUTC();
  private final SecureRandom random = new SecureRandom();
  private final SecureDns dns;
  private final TlsListener listener;
  private final TlsConnector connector;
  private final KadminStore storeOfA;
  private final KadminStore storeOfB;
  private final Map<String, List<Double>> times = new LinkedHashMap<>();

  /**
   * @param strangers started realms
   */
  CrossingParts(NewRealmPair strangers) throws Exception {
    this.strangers = strangers;
    Settings settings = settings(strangers.a());
    dns =
        new ValidatingDns(
            settings.get(DnsSettings.RESOLVER),
            TrustAnchors.load(settings.get(DnsSettings.TRUST_ANCHORS)),
            settings.get(DnsSettings.TIMEOUT),
            clock);
    TlsLimits limits = new TlsLimits(LIMIT, LIMIT, LIMIT, LIMIT, 4096, 16, 16);
    listener =
        new TlsListener(
            new InetSocketAddress(InetAddress.getLoopbackAddress(), 0),
            credential(settings(strangers.b())),
            random,
            limits,
            session -> session.writeMessage(DONE));
    listener.start();
    connector = new TlsConnector(credential(settings), random, limits);
    storeOfA = store(settings);
    storeOfB = store(settings(strangers.b()));
  }

  private static Settings settings(LabRealm realm) throws Exception {
    return Settings.load(realm.folder().resolve("kxoverd.conf"));
  }

  private static TlsCredential credential(Settings settings) throws Exception {
    RealmSettings realm = settings.realms().get(0);
    return TlsCredential.load(
        realm.get(CertificateSettings.CERTIFICATE), realm.get(CertificateSettings.PRIVATE_KEY));
  }

  private KadminStore store(Settings settings) {
    RealmSettings realm = settings.realms().get(0);
    KadminSettings kadmin =
        new KadminSettings(
            realm.get(DatabaseSettings.KADMIN),
            realm.kadminEnvironment(),
            realm.get(DatabaseSettings.KADMIN_TIMEOUT),
            4);
    return new KadminStore(realm.realm(), kadmin, clock);
  }

  private interface Work {
    void run() throws Exception;
  }

  /**
   * Measures each part, with realms that have no key.
   *
   * @return the sum of all parts in milliseconds
   */
  double measure() throws Exception {
    double sum = time("DNS, both sides", this::lookUp) + time("TLS handshake", this::handshake);
    sum += time("two kadmin writes", this::write);
    deleteWritten();
    // The first call makes the key, so that the second measures the requests alone.
    strangers.cross();
    double requests = strangers.cross();
    record("two TGS requests, kvno's start", requests);
    return sum + requests;
  }

  /** Adds all numbers to {@code raw}. */
  void addTo(Raw raw, String what) {
    times.forEach((part, all) -> raw.add(what + ": " + part, "ms", all));
  }

  private double time(String part, Work work) throws Exception {
    long start = System.nanoTime();
    work.run();
    double millis = (System.nanoTime() - start) / 1e6;
    record(part, millis);
    return millis;
  }

  private void record(String part, double millis) {
    times.computeIfAbsent(part, any -> new ArrayList<>()).add(millis);
  }

  private void lookUp() throws IOException {
    lookUp("_kerberos." + NewRealmPair.HOST, Type.TXT);
    lookUpServer(strangers.b());
    lookUp("_kerberos." + strangers.a().domain(), Type.TXT);
    lookUpServer(strangers.a());
  }

  private void lookUpServer(LabRealm realm) throws IOException {
    lookUp("_kerberos-tls._tcp." + realm.domain(), Type.SRV);
    lookUp("_" + realm.kxoverd().port() + "._tcp.kx." + realm.domain(), Type.TLSA);
  }

  private void lookUp(String owner, int type) throws IOException {
    DnsAnswer answer = dns.lookup(Name.fromString(owner + "."), type, Deadline.in(LIMIT));
    if (!answer.isProven()) {
      throw new IOException(owner + " " + Type.string(type) + ": " + answer.outcome());
    }
  }

  private void handshake() throws Exception {
    try (TlsSession session =
        connector.connect(listener.address(), "kx.b.example", chain -> {}, LIMIT)) {
      // The client's handshake ends before the server has verified its certificate.
      session.readMessage();
    }
  }

  private void write() throws Exception {
    byte[] secret = new byte[48];
    random.nextBytes(secret);
    String password = Base64.getUrlEncoder().withoutPadding().encodeToString(secret);
    write(storeOfB, Role.SERVICE, toB(), password);
    write(storeOfA, Role.CLIENT, fromA(), password);
  }

  private void deleteWritten() throws Exception {
    storeOfB.delete(toB());
    storeOfA.delete(fromA());
  }

  // A third realm's name, as the daemons watch the crossover of the two realms.
  private PrincipalName toB() {
    return PrincipalName.crossover(new Realm(strangers.b().name()), OTHER);
  }

  private PrincipalName fromA() {
    return PrincipalName.crossover(OTHER, new Realm(strangers.a().name()));
  }

  private void write(KadminStore store, Role role, PrincipalName name, String password)
      throws Exception {
    RealmSettings settings = settings(strangers.a()).realms().get(0);
    KerberosTime now = new KerberosTime(Instant.now());
    try (CrossoverKey key =
        new CrossoverKey(
            name,
            role,
            1,
            password.getBytes(StandardCharsets.US_ASCII),
            store.possible(settings.get(KeySettings.ENCRYPTION_TYPES)).stream()
                .sorted(Comparator.comparingInt(EncryptionType::number))
                .toList(),
            now,
            now.plus(settings.get(KeySettings.KEY_LIFETIME)),
            settings.get(KeySettings.MAX_TICKET_LIFE),
            "kx.example:4088",
            "X25519MLKEM768",
            OptionalInt.empty())) {
      store.write(key);
    }
  }

  @Override
  public void close() throws IOException {
    storeOfA.close();
    storeOfB.close();
    listener.close();
  }
}
