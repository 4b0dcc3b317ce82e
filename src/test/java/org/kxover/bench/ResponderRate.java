package org.kxover.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Queue;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import javax.net.ssl.SSLSocket;
import org.kxover.dane.TestCertificate;
import org.kxover.exchange.Agreement;
import org.kxover.kdb.CrossoverKey;
import org.kxover.kdb.CrossoverStore;
import org.kxover.kdb.Role;
import org.kxover.kdb.StoreException;
import org.kxover.kdb.kadm5.Kadm5Store;
import org.kxover.kdb.kadmin.KadminSettings;
import org.kxover.kerberos.EncryptionKey;
import org.kxover.kerberos.EncryptionType;
import org.kxover.kerberos.KerberosTime;
import org.kxover.kerberos.PrincipalName;
import org.kxover.kerberos.Realm;
import org.kxover.lab.ForeignTls;
import org.kxover.lab.Lab;
import org.kxover.lab.LabKdc;
import org.kxover.lab.LabPeer;
import org.kxover.lab.LabRealm;
import org.kxover.lab.Ports;

/**
 * How many new realms a kxoverd answers per second, each with a zone that no cache holds.
 * Yardsticks are the two costly steps of every exchange: mutual TLS handshakes, and writes of a
 * principal with the same key types, from a password or as keys. All certificates use P-256.
 * Exchanges use a hybrid group; the OpenSSL yardstick uses x25519, as OpenSSL 3.0 has no hybrid
 * group.
 *
 * <p>With derived keys, the daemon serves ten realms. With one, the pace of strangers' keys would
 * be the limit.
 */
public final class ResponderRate implements Part {
  private static final String UNIT = "/s";
  private static final int ROUNDS = 6;
  private static final int REALMS = 30;

  /** Derived keys are quicker, so a round needs more of them. */
  private static final int DERIVED = 100;

  /** Java compiles the way of an exchange during its first two thousand. */
  private static final int WARM_UP = 1_500;

  /** Each realm has a pace of its own for the keys of strangers, see {@code KeyPace}. */
  private static final int RESPONDING = 10;

  private static final int AT_ONCE = 4;
  private static final int HANDSHAKES = 150;
  private static final int WRITES = 30;
  private static final Duration LIMIT = Duration.ofSeconds(10);
  private static final Goal GOAL = Goal.atLeast(0.5);

  private static final List<EncryptionType> TYPES = List.of(EncryptionType.values());

  /** The exchanges' key types, in the format of addprinc -e. */
  private static final String KEY_SALTS =
      TYPES.stream().map(type -> type.mitName() + ":normal").collect(Collectors.joining(","));

  private final List<Double> exchanges = new ArrayList<>();
  private final List<Double> derived = new ArrayList<>();
  private final List<Double> writes = new ArrayList<>();
  private final List<Double> rawWrites = new ArrayList<>();
  private final List<Double> handshakes = new ArrayList<>();

  @Override
  public List<Row> measure(Raw raw) throws Exception {
    // The first round does not count.
    int count = WARM_UP + (ROUNDS + 1) * (REALMS + DERIVED);
    raw.say("%d realms, and as many signed zones", count);
    ExecutorService clients = Executors.newFixedThreadPool(AT_ONCE);
    try (Lab lab = new Lab()) {
      LabRealm b = responder(lab, "B.EXAMPLE");
      List<LabRealm> derivedBy = respondersByKadm5(lab);
      LabRealm c = derivedBy.get(0);
      Queue<LabPeer> peers = new ArrayDeque<>();
      for (int i = 0; i < count; i++) {
        peers.add(lab.peer("P" + i + ".EXAMPLE"));
      }
      lab.start();
      TestCertificate own = peers.element().identity().certificate().selfSigned();
      int port = opensslServer(lab, own);
      ForeignTls tls = new ForeignTls(own, "TLSv1.3");
      rate(clients, derived(peers, WARM_UP, derivedBy));
      for (int round = -1; round < ROUNDS; round++) {
        double exchanged =
            rate(clients, next(peers, REALMS).map(peer -> ask(() -> peer.asks(b))).toList());
        double withoutPasswords = rate(clients, derived(peers, DERIVED, derivedBy));
        double written = writes(b, "round" + (round + 1));
        double rawWritten = rawWrites(c, "R" + (round + 1));
        double shaken =
            rate(
                clients,
                IntStream.range(0, HANDSHAKES).mapToObj(i -> handshake(tls, port)).toList());
        if (round >= 0) {
          exchanges.add(exchanged);
          derived.add(withoutPasswords);
          writes.add(written);
          rawWrites.add(rawWritten);
          handshakes.add(shaken);
        }
      }
    } finally {
      clients.shutdownNow();
    }
    return rows(raw);
  }

  private static Stream<LabPeer> next(Queue<LabPeer> peers, int number) {
    return IntStream.range(0, number).mapToObj(i -> peers.remove().types(TYPES)).toList().stream();
  }

  private static List<Callable<Void>> derived(Queue<LabPeer> peers, int number, List<LabRealm> by) {
    Iterator<LabRealm> responders = Stream.generate(() -> by).flatMap(List::stream).iterator();
    return next(peers, number)
        .map(
            peer -> {
              LabRealm responder = responders.next();
              return ask(() -> peer.asksForDerivedKeys(responder));
            })
        .toList();
  }

  private static LabRealm responder(Lab lab, String name) throws IOException {
    LabRealm b = lab.realm(name);
    b.kxoverd().common("listen", "max_connections_per_network", "200");
    return open(b);
  }

  private static LabRealm open(LabRealm realm) throws IOException {
    realm.kxoverd().set(realm, "new_realms", "10000").set(realm, "new_realms_per_domain", "10000");
    return realm;
  }

  /** Realms that one daemon serves, each with a database of its own. */
  private static List<LabRealm> respondersByKadm5(Lab lab) throws IOException {
    List<LabRealm> all = new ArrayList<>(List.of(responder(lab, "C0.EXAMPLE")));
    while (all.size() < RESPONDING) {
      all.add(open(lab.realm("C" + all.size() + ".EXAMPLE", all.get(0))));
    }
    for (LabRealm realm : all) {
      realm.kdc().attachKadm5();
    }
    return all;
  }

  private static int opensslServer(Lab lab, TestCertificate own) throws IOException {
    Path pem = lab.folder().resolve("s_server.pem");
    Files.writeString(pem, own.pem() + own.keyPem());
    int port = Ports.free();
    lab.program(
            "openssl",
            ("s_server -www -tls1_3 -groups X25519 -num_tickets 0 -Verify 1 -accept 127.0.0.1:"
                    + port
                    + " -cert "
                    + pem)
                .split(" "))
        .awaitPort(port, LIMIT);
    return port;
  }

  private static Callable<Void> ask(Callable<Agreement> exchange) {
    return () -> {
      exchange.call().close();
      return null;
    };
  }

  private static Callable<Void> handshake(ForeignTls tls, int port) {
    return () -> {
      try (SSLSocket socket = tls.connect(port)) {
        if (!socket.getSession().getProtocol().equals("TLSv1.3")) {
          throw new IOException("not TLS 1.3");
        }
      }
      return null;
    };
  }

  private static double rate(ExecutorService clients, List<Callable<Void>> tasks) throws Exception {
    long start = System.nanoTime();
    for (Future<Void> task : clients.invokeAll(tasks)) {
      task.get();
    }
    return tasks.size() * 1e9 / (System.nanoTime() - start);
  }

  private static double writes(LabRealm b, String name) throws IOException {
    List<String> principals =
        IntStream.range(0, WRITES)
            .mapToObj(i -> "-e " + KEY_SALTS + " -pw \"password " + i + "\" " + name + "-" + i)
            .toList();
    long start = System.nanoTime();
    b.kdc().addPrincipals(principals);
    return principals.size() * 1e9 / (System.nanoTime() - start);
  }

  /** Writes keys of new crossovers one after the other, as the daemon's store does. */
  private static double rawWrites(LabRealm c, String name) throws StoreException {
    Realm ours = new Realm(c.name());
    KadminSettings settings =
        new KadminSettings(
            List.of(LabKdc.KADM5.toString(), "-r", c.name()),
            Map.of(
                "KRB5_CONFIG", c.kdc().config().toString(),
                "KRB5_KDC_PROFILE", c.kdc().profile().toString()),
            LIMIT,
            1);
    try (CrossoverStore store = new Kadm5Store(ours, settings, InstantSource.system())) {
      // Starts the program.
      store.list();
      long start = System.nanoTime();
      for (int i = 0; i < WRITES; i++) {
        PrincipalName of = PrincipalName.crossover(ours, new Realm(name + "-" + i + ".EXAMPLE"));
        try (CrossoverKey key = rawKey(of)) {
          store.write(key, Optional.empty());
        }
      }
      return WRITES * 1e9 / (System.nanoTime() - start);
    }
  }

  private static CrossoverKey rawKey(PrincipalName name) {
    KerberosTime now = new KerberosTime(Instant.now());
    return new CrossoverKey(
        name,
        Role.SERVICE,
        1,
        TYPES.stream()
            .sorted(Comparator.comparingInt(EncryptionType::number))
            .map(type -> new EncryptionKey(type, new byte[type.keyLength()]))
            .toList(),
        now,
        now.plus(Duration.ofDays(30)),
        Duration.ofHours(24),
        "kx.example:4088",
        "X25519MLKEM768",
        OptionalInt.empty(),
        now);
  }

  private List<Row> rows(Raw raw) {
    String what = "exchanges with new realms";
    raw.add("TLS handshakes, openssl", UNIT, handshakes);
    raw.add(what, UNIT, exchanges);
    raw.add("addprinc, kadmin.local, keys of the same types", UNIT, writes);
    raw.add("keys written by kxover-kadm5-local", UNIT, rawWrites);
    raw.add(what + ", derived keys", UNIT, derived);
    double tls = new Samples(handshakes).median();
    double kadmin = new Samples(writes).median();
    double kadm5 = new Samples(rawWrites).median();
    double passwords = new Samples(exchanges).median();
    double keys = new Samples(derived).median();
    String handshake = "mutual TLS 1.3, openssl s_server";
    return List.of(
        row(what, passwords, handshake, tls, tls < kadmin),
        row(what, passwords, "addprinc of such a key", kadmin, kadmin <= tls),
        row(what + ", derived keys", keys, handshake, tls, tls < kadm5),
        row(what + ", derived keys", keys, "such a key by kadm5", kadm5, kadm5 <= tls));
  }

  private static Row row(String what, double ours, String yardstick, double base, boolean lower) {
    return lower
        ? Row.of(what, ours, UNIT, yardstick, base, GOAL)
        : Row.of(what, ours, UNIT, yardstick, base);
  }
}
