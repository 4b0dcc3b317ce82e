package org.kxover.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
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
import org.kxover.kerberos.EncryptionType;
import org.kxover.lab.ForeignTls;
import org.kxover.lab.Lab;
import org.kxover.lab.LabPeer;
import org.kxover.lab.LabRealm;
import org.kxover.lab.Ports;

/**
 * How many new realms a kxoverd answers per second, each with a zone that no cache holds.
 * Yardsticks are the two costly steps of every exchange: mutual TLS handshakes, and writes of a
 * principal with a password and the same key types. All certificates use P-256. Exchanges use a
 * hybrid group; the OpenSSL yardstick uses x25519, as OpenSSL 3.0 has no hybrid group.
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
        double shaken =
            rate(
                clients,
                IntStream.range(0, HANDSHAKES).mapToObj(i -> handshake(tls, port)).toList());
        if (round >= 0) {
          exchanges.add(exchanged);
          derived.add(withoutPasswords);
          writes.add(written);
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

  private List<Row> rows(Raw raw) {
    String what = "exchanges with new realms";
    raw.add("TLS handshakes, openssl", UNIT, handshakes);
    raw.add(what, UNIT, exchanges);
    raw.add("addprinc, kadmin.local, keys of the same types", UNIT, writes);
    double tls = new Samples(handshakes).median();
    double kadmin = new Samples(writes).median();
    raw.add(what + ", derived keys", UNIT, derived);
    return List.of(
        Row.of(
            what + ", derived keys",
            new Samples(derived).median(),
            UNIT,
            "with passwords",
            new Samples(exchanges).median()),
        row(what, "mutual TLS 1.3, openssl s_server", tls, tls < kadmin),
        row(what, "addprinc of such a key", kadmin, kadmin <= tls));
  }

  private Row row(String what, String yardstick, double base, boolean lower) {
    double ours = new Samples(exchanges).median();
    return lower
        ? Row.of(what, ours, UNIT, yardstick, base, GOAL)
        : Row.of(what, ours, UNIT, yardstick, base);
  }
}
