package org.kxover.plugin;

import java.io.IOException;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.Random;

/**
 * A KDC with the patch and the sanitizers, its erratic kxoverd, its users' tickets, and honest
 * requests that show whether it still serves.
 */
final class TgsFuzzWorld implements AutoCloseable {
  private static final String B = "krbtgt/B.EXAMPLE@A.EXAMPLE";
  private static final String TYPE = "aes128-cts-hmac-sha256-128";
  private static final String SERVICE = "svc/known.a.example";

  /** Far longer than one answer takes; a busy machine is no finding. */
  private static final Duration LIMIT = Duration.ofSeconds(60);

  /** Places that must be free when nothing waits: fewer than one client may have. */
  private static final int PLACES = 24;

  private static final int TCP_PLACES = 4;

  private final PatchedRealm realm;
  private final FuzzedKdc kdc;
  private final ErraticDaemon daemon;
  private final TgsMutator mutator;
  private final Random random;
  private final Duration limit;

  TgsFuzzWorld(Path folder, long seed) throws Exception {
    this(folder, seed, LIMIT);
  }

  /**
   * @param limit how long an honest client tries
   */
  TgsFuzzWorld(Path folder, long seed, Duration limit) throws Exception {
    this.limit = limit;
    random = new Random(seed);
    realm = new PatchedRealm(folder, true);
    realm.kadmin("setstr krbtgt/A.EXAMPLE session_enctypes " + TYPE);
    realm.kadmin("addprinc -randkey -expire 2020-01-01 krbtgt/OLD.EXAMPLE");
    realm.kadmin("cpw -pw secret -e " + TYPE + ":normal alice");
    realm.kadmin("addprinc -pw secret -e " + TYPE + ":normal +ok_to_auth_as_delegate " + SERVICE);
    String crossover = "krbtgt/A.EXAMPLE@C.EXAMPLE";
    realm.kadmin("addprinc -randkey -e " + TYPE + ":normal " + crossover);
    Path socket = folder.resolve("kdc.sock");
    daemon = new ErraticDaemon(socket, seed);
    kdc = new FuzzedKdc(realm, "socket = " + socket, "time_budget = 3000");
    mutator =
        new TgsMutator(
            tickets(folder),
            new ForeignKdc(
                "C.EXAMPLE", new Aes128Sha2(HexFormat.of().parseHex(realm.key(crossover)))));
  }

  /** Alice's for the TGS, and for a service that may delegate; the service's for the TGS. */
  private List<HeldTicket> tickets(Path folder) throws IOException {
    Files.writeString(
        folder.resolve("krb5.conf"),
        """
        [libdefaults]
            forwardable = true
            proxiable = true
            renew_lifetime = 7d
            default_tkt_enctypes = %1$s
            default_tgs_enctypes = %1$s
        """
            .formatted(TYPE),
        StandardOpenOption.APPEND);
    realm.login(kdc.running());
    realm.tickets(SERVICE);
    List<HeldTicket> tickets = new ArrayList<>(HeldTicket.readAll(realm.cache()));
    realm.loginAs(kdc.running(), SERVICE);
    tickets.addAll(HeldTicket.readAll(realm.cache()));
    return tickets;
  }

  FuzzedKdc kdc() {
    return kdc;
  }

  TgsMutator mutator() {
    return mutator;
  }

  long questions() {
    return daemon.questions();
  }

  /** What shows without a request. After a fault of stock krb5 the KDC runs again. */
  Optional<String> findings() throws IOException {
    Optional<String> end = kdc.end();
    return end.isPresent()
        ? end
        : daemon.badQuestion().map(what -> "a question that kxoverd would refuse: " + what);
  }

  Optional<String> knownServiceFails() throws IOException {
    return fails("a ticket for a known service", PatchedRealm.KNOWN, "host", "known.a.example");
  }

  Optional<String> referralFails() throws IOException {
    return fails("a referral", B, "HTTP", ErraticDaemon.HONEST);
  }

  /** Repeats an honest request until the ticket comes: the first ones can get lost. */
  private Optional<String> fails(String what, String ticket, String... service) throws IOException {
    long end = System.nanoTime() + limit.toNanos();
    String last = "no answer";
    while (System.nanoTime() < end) {
      Optional<String> found = findings();
      if (found.isPresent()) {
        return found;
      }
      try (KdcClient client = new KdcClient("127.0.0.2", kdc.port())) {
        client.send(mutator.honest(random, service));
        Optional<KdcAnswer> answer = client.receive(1000);
        if (answer.isPresent() && ticket.equals(answer.get().ticket())) {
          return Optional.empty();
        }
        last = answer.map(KdcAnswer::toString).orElse("no answer");
      } catch (IOException e) {
        last = e.toString();
      }
    }
    return Optional.of("the KDC no longer gives " + what + ": " + last);
  }

  /**
   * Parks as many requests at once as an honest client may. Places that are never given back would
   * be missing after some time.
   */
  Optional<String> placesAreTaken() throws IOException {
    long end = System.nanoTime() + limit.toNanos();
    int most = 0;
    while (System.nanoTime() < end) {
      Optional<String> found = findings();
      if (found.isPresent()) {
        return found;
      }
      int parked = parkAll();
      if (parked == PLACES + TCP_PLACES) {
        return Optional.empty();
      }
      most = Math.max(most, parked);
    }
    return Optional.of("only " + most + " of " + (PLACES + TCP_PLACES) + " requests can wait");
  }

  /** How many requests waited at once and then got a referral. */
  private int parkAll() {
    List<Socket> connections = new ArrayList<>();
    try (KdcClient client = new KdcClient("127.0.0.3", kdc.port())) {
      for (int i = 0; i < PLACES; i++) {
        client.send(mutator.honest(random, "HTTP", ErraticDaemon.HELD));
      }
      for (int i = 0; i < TCP_PLACES; i++) {
        connections.add(
            KdcClient.sendTcp(kdc.port(), mutator.honest(random, "HTTP", ErraticDaemon.HELD)));
      }
      long end = System.nanoTime() + Duration.ofSeconds(2).toNanos();
      while (daemon.held() < PLACES + TCP_PLACES && System.nanoTime() < end) {
        Thread.sleep(10);
      }
      daemon.release();
      int referred = 0;
      for (int i = 0; i < PLACES; i++) {
        referred += client.receive(1000).filter(a -> B.equals(a.ticket())).isPresent() ? 1 : 0;
      }
      for (Socket connection : connections) {
        referred += B.equals(KdcClient.readTcp(connection).ticket()) ? 1 : 0;
      }
      return referred;
    } catch (IOException e) {
      return 0;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    } finally {
      connections.forEach(TgsFuzzWorld::closeQuietly);
    }
  }

  private static void closeQuietly(Socket connection) {
    try {
      connection.close();
    } catch (IOException e) {
      // It had ended.
    }
  }

  /** The end of the KDC's log. */
  String lastLog() throws IOException {
    List<String> lines = kdc.running().lines("");
    return String.join("\n", lines.subList(Math.max(0, lines.size() - 200), lines.size()));
  }

  @Override
  public void close() throws IOException {
    daemon.close();
    realm.close();
  }
}
