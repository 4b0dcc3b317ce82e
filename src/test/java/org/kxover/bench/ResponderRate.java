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
 * <p>With derived keys, the pace of strangers' keys is the limit: see {@code KeyPace}.
 */
public final class ResponderRate implements Part {
  private static final String UNIT = "/s";
  private static final int ROUNDS = 6;
  private static final int REALMS = 30;
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
    int count = 2 * (ROUNDS + 1) * REALMS;
    raw.say("%d realms, and as many signed zones", count);
    ExecutorService clients = Executors.newFixedThreadPool(AT_ONCE);
    try (Lab lab = new Lab()) {
      LabRealm b = responder(lab, "B.EXAMPLE");
      LabRealm c = responder(lab, "C.EXAMPLE");
      c.kdc().attachKadm5();
      Queue<LabPeer> peers = new ArrayDeque<>();
      for (int i = 0; i < count; i++) {
        peers.add(lab.peer("P" + i + ".EXAMPLE"));
      }
      lab.start();
      TestCertificate own = peers.element().identity().certificate().selfSigned();
      int port = opensslServer(lab, own);
      ForeignTls tls = new ForeignTls(own, "TLSv1.3");
      for (int round = -1; round < ROUNDS; round++) {
        double exchanged = rate(clients, next(peers).map(peer -> ask(() -> peer.asks(b))).toList());
        double withoutPasswords =
            rate(clients, next(peers).map(peer -> ask(() -> peer.asksForDerivedKeys(c))).toList());
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

  private static Stream<LabPeer> next(Queue<LabPeer> peers) {
    return IntStream.range(0, REALMS).mapToObj(i -> peers.remove().types(TYPES)).toList().stream();
  }

  private static LabRealm responder(Lab lab, String name) throws IOException {
    LabRealm b = lab.realm(name);
    b.kxoverd().common("listen", "max_connections_per_network", "200");
    b.kxoverd().set("new_realms", "10000").set("new_realms_per_domain", "1000");
    return b;
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
