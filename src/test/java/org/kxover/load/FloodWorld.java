package org.kxover.load;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.kxover.bench.Referrals;
import org.kxover.dns.MeddlingProxy;
import org.kxover.kerberos.Realm;
import org.kxover.lab.ControlGroup;
import org.kxover.lab.ForeignTls;
import org.kxover.lab.KdcPrograms;
import org.kxover.lab.Lab;
import org.kxover.lab.LabRealm;
import org.kxover.lab.LabUser;
import org.kxover.plugin.KdcClient;

/**
 * A kxoverd to flood, which serves two realms: one with a patched KDC and one with the plugin. Both
 * realms have a crossover with B.EXAMPLE.
 */
final class FloodWorld implements AutoCloseable {
  static final Realm PATCHED = new Realm("A.EXAMPLE");
  private static final String HOST = "www.b.example";

  private final Lab lab;
  private final MeddlingProxy resolver;
  private final ServerSocket silent = new ServerSocket(0, 128, InetAddress.getLoopbackAddress());
  private final LabRealm patched;
  private final LabUser alice;
  private final LabUser carol;
  private final Referrals referrals;
  private final MonitoredDaemon daemon;
  private final ForeignTls tls;
  private final ManyRealms realms;
  private final Tickets patchedTickets;
  private final Tickets pluginTickets;
  private final ControlGroup kdcs = new ControlGroup("kxover-bench-kdc", 100);

  /** With the CPUWeight= of systemd/kxoverd.service. */
  private final ControlGroup kxoverd = new ControlGroup("kxover-bench-kxoverd", 40);

  private final List<KdcClient> waiting = new ArrayList<>();
  private int asked;

  /**
   * @param realmCount number of realms that ask for keys
   * @param kadm5 whether kxoverd writes keys with kxover-kadm5-local
   */
  FloodWorld(int realmCount, boolean kadm5) throws Exception {
    lab = new Lab(KdcPrograms.withPatch()).daemonsAsProcesses().clientsDoNotGuess();
    resolver = new MeddlingProxy(lab.dns().resolver(), MeddlingProxy.HONEST);
    lab.dns().throughProxy(resolver.address());
    patched = lab.realm(PATCHED.name());
    LabRealm plugin = lab.realm("P.EXAMPLE", patched, new KdcPrograms("", false));
    if (kadm5) {
      patched.kdc().attachKadm5();
    }
    patched.kxoverd().measured().common("kdc", "request_timeout", "5s");
    lab.realm("B.EXAMPLE").service("HTTP", HOST);
    realms = new ManyRealms(lab, realmCount, PATCHED);
    tls = new ForeignTls(lab.peer("M.EXAMPLE").identity().leaf(), "TLSv1.3");
    int port = silent.getLocalPort();
    lab.dns()
        .zone("silent.example")
        .add("_kerberos.www TXT \"SILENT.EXAMPLE\"")
        .add("kx A 127.0.0.1")
        .add("_kerberos-tls._tcp SRV 0 0 " + port + " kx.silent.example.")
        .add("_" + port + "._tcp.kx TLSA 3 1 1 " + "00".repeat(32));
    boolean ready = false;
    try {
      lab.start();
      referrals = new Referrals(lab.folder());
      alice = patched.user("alice");
      carol = patched.user("carol");
      LabUser bob = plugin.user("bob");
      patchedTickets = new Tickets(referrals, patched, alice, HOST, "B.EXAMPLE");
      pluginTickets = new Tickets(referrals, plugin, bob, HOST, "B.EXAMPLE");
      alice.kvnoAside("-S", "HTTP", HOST);
      bob.kvnoAside("-S", "HTTP", HOST);
      daemon = new MonitoredDaemon(patched);
      for (LabRealm realm : List.of(patched, plugin)) {
        kdcs.add(realm.kdc().handle());
      }
      kxoverd.add(patched.kxoverd().handle());
      ready = true;
    } finally {
      if (!ready) {
        close();
      }
    }
  }

  Tickets patchedTickets() {
    return patchedTickets;
  }

  Tickets pluginTickets() {
    return pluginTickets;
  }

  MonitoredDaemon daemon() {
    return daemon;
  }

  MeddlingProxy resolver() {
    return resolver;
  }

  ManyRealms realms() {
    return realms;
  }

  ForeignTls tls() {
    return tls;
  }

  LabRealm victim() {
    return patched;
  }

  Path folder() {
    return lab.folder();
  }

  /** Sends requests to the patched KDC, for this many new hosts. */
  void askNewHosts(int count, String domain) throws IOException {
    for (int i = 0; i < count; i++) {
      ask("HTTP/h" + asked++ + "." + domain + "@" + PATCHED);
    }
  }

  /** Sends requests to the patched KDC, for a host in a realm whose daemon never answers. */
  void askSilentRealm(int count) throws IOException {
    for (int i = 0; i < count; i++) {
      ask("HTTP/www.silent.example@" + PATCHED);
    }
  }

  private void ask(String server) throws IOException {
    // Of two users and from many addresses, as the KDC limits the waiting requests of each.
    KdcClient client = new KdcClient("127.0.1." + (1 + waiting.size() % 250), patched.kdc().port());
    LabUser user = waiting.size() % 2 == 0 ? alice : carol;
    client.send(referrals.requests(user, 1, List.of(server)).get(0));
    waiting.add(client);
  }

  /** Closes the clients that still wait. */
  void closeWaiting() {
    waiting.forEach(KdcClient::close);
    waiting.clear();
  }

  @Override
  public void close() throws Exception {
    closeWaiting();
    silent.close();
    resolver.close();
    lab.close();
    kdcs.close();
    kxoverd.close();
  }
}
