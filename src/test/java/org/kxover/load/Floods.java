package org.kxover.load;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.TreeMap;
import java.util.concurrent.locks.LockSupport;
import org.kxover.bench.Goal;
import org.kxover.bench.PairedMeasurement;
import org.kxover.bench.Part;
import org.kxover.bench.Raw;
import org.kxover.bench.Row;
import org.kxover.bench.Samples;
import org.kxover.kerberos.Realm;
import org.kxover.lab.ControlGroup;
import org.kxover.lab.ProcessFigures;

/**
 * How fast a KDC issues tickets for a realm with a crossover while strangers flood its kxoverd,
 * compared to the rate without flood. Also the daemon's memory and the size of its database at the
 * peak. The strangers run on this machine, at {@link IdlePriority}.
 */
public final class Floods implements Part {
  private static final int CONNECTIONS = 10_000;
  private static final int NETWORKS = 500;
  private static final int PER_SECOND = 2_000;
  private static final int STRANGERS = 40;
  private static final int REALMS = 1_000;

  /** The default of the setting new_realms. */
  private static final int NEW_REALMS = 1_000;

  /** MemoryMax= of systemd/kxoverd.service. */
  private static final int MEMORY_MAX_MB = 768;

  private static final int WAITING = 50;
  private static final int ROUNDS = 5;
  private static final Duration LIMIT = Duration.ofSeconds(120);
  private static final Goal NEAR_FULL_RATE = Goal.atLeast(0.9);

  /** Starts a flood; it is at its peak when this returns, and ends on close. */
  private interface Flood {
    AutoCloseable begin() throws Exception;
  }

  private final boolean kadm5;
  private final List<Row> rows = new ArrayList<>();
  private final Map<String, List<Double>> rates = new TreeMap<>();
  private long mostResident;
  private long mostHeap;

  /** All floods, at a kxoverd that writes keys with kadmin.local. */
  public Floods() {
    this(false);
  }

  private Floods(boolean kadm5) {
    this.kadm5 = kadm5;
  }

  /** Only realms that want keys, at a kxoverd that writes keys with kxover-kadm5-local. */
  public static Floods forKadm5() {
    return new Floods(true);
  }

  @Override
  public List<Row> measure(Raw raw) throws Exception {
    rows.clear();
    Optional<String> unavailableReason = ControlGroup.unavailableReason();
    if (unavailableReason.isPresent()) {
      raw.say("skipped, as this machine cannot make control groups: %s", unavailableReason.get());
      return List.of();
    }
    try (FloodWorld world = new FloodWorld(REALMS, kadm5)) {
      measure(raw, world);
    }
    return List.copyOf(rows);
  }

  private void measure(Raw raw, FloodWorld world) throws Exception {
    MonitoredDaemon daemon = world.daemon();
    raw.say("warming up");
    for (int i = 0; i < 3; i++) {
      world.patchedTickets().rate();
      world.pluginTickets().rate();
    }
    if (kadm5) {
      measureKeys(raw, world);
      return;
    }
    ProcessFigures before = daemon.figures();
    long heap = daemon.liveHeapKb();
    for (SlowClients.Kind kind : SlowClients.Kind.values()) {
      addRows(
          raw, world, CONNECTIONS + " connections, " + words(kind), () -> slowClients(world, kind));
    }
    addRows(raw, world, "handshakes and nonsense", () -> nonsense(world));
    int principals = principals(world);
    addRows(raw, world, requested(), () -> realms(world));
    addRows(raw, world, "resolver of 0.5 s", () -> resolver(world, true));
    addRows(raw, world, "silent resolver", () -> resolver(world, false));
    addRows(raw, world, WAITING + " that wait for a peer of 30 s", () -> silentPeer(world));
    // Shows that the flood got enough CPU time to be one.
    rates.forEach(
        (what, all) -> {
          raw.add("sessions of strangers, " + what, "1/s", all);
          double rate = new Samples(all).median();
          rows.add(
              Row.of(
                  "sessions of strangers, " + what,
                  rate,
                  "1/s",
                  "their pace",
                  acceptedPerSecond()));
        });
    raw.add("keys of " + REALMS + " realms", "keys", principals(world) - principals);
    rows.add(
        Row.of(
            "keys that " + REALMS + " realms have got",
            principals(world) - principals,
            "keys",
            "new_realms",
            NEW_REALMS,
            Goal.atMost(1)));
    String memory = "memory of kxoverd at the height";
    double height = mostResident / 1024.0;
    rows.add(Row.of(memory, height, "MB", "before", before.residentKb() / 1024.0));
    rows.add(
        Row.of(memory, height, "MB", "MemoryMax= of its unit", MEMORY_MAX_MB, Goal.atMost(0.5)));
    rows.add(
        Row.of(
            "its heap in use at the height",
            mostHeap / 1024.0,
            "MB",
            "-Xmx of the start script",
            256,
            Goal.atMost(0.5)));
    raw.add("heap in use before", "MB", heap / 1024.0);
  }

  private void measureKeys(Raw raw, FloodWorld world) throws Exception {
    addRows(raw, world, requested(), () -> realms(world));
    double pace = world.daemon().sum("kxover_peer_keys_per_second_limit{realm=\"A.EXAMPLE\"");
    rows.add(Row.of("pace of keys for other realms", pace, "keys/s", "pace of kadmin", 8.0));
  }

  /** The rate at which org.kxover.tls.ServerConnection accepts handshakes. */
  private static double acceptedPerSecond() {
    return 50.0 * Runtime.getRuntime().availableProcessors();
  }

  private static int principals(FloodWorld world) throws Exception {
    return world.victim().kdc().principals().split("\n").length;
  }

  private static String words(SlowClients.Kind kind) {
    return switch (kind) {
      case SILENT -> "silent";
      case DRIP -> "an octet a second";
      case HALF_PREFIX -> "half of STARTTLS";
      case HALF_HANDSHAKE -> "half a handshake";
    };
  }

  /** Measures with the patched KDC and with the plugin. */
  private void addRows(Raw raw, FloodWorld world, String what, Flood flood) throws Exception {
    raw.say("%s", what);
    one(raw, world, what + ", patch", world.patchedTickets(), flood);
    one(raw, world, what + ", plugin", world.pluginTickets(), flood);
  }

  private void one(Raw raw, FloodWorld world, String what, Tickets tickets, Flood flood)
      throws Exception {
    PairedMeasurement.Measurement flooded =
        () -> {
          try {
            return flooded(world, tickets, flood);
          } catch (IOException e) {
            // The referral may have expired, five minutes after its look-up, and no resolver
            // answers.
            raw.say("trying again, as a referral may have expired: %s", e.getMessage());
            tickets.rate();
            return flooded(world, tickets, flood);
          }
        };
    rows.add(
        PairedMeasurement.measure(ROUNDS, flooded, tickets::rate)
            .row(raw, what, "tickets/s", "none of it", Optional.of(NEAR_FULL_RATE)));
  }

  private static String requested() {
    return REALMS + " realms that want keys";
  }

  private double flooded(FloodWorld world, Tickets tickets, Flood flood) throws Exception {
    try (AutoCloseable running = flood.begin()) {
      double rate = tickets.rate();
      mostResident = Math.max(mostResident, world.daemon().figures().residentKb());
      mostHeap = Math.max(mostHeap, world.daemon().liveHeapKb());
      return rate;
    } finally {
      MonitoredDaemon.await("no connection is open", LIMIT, () -> world.daemon().open() == 0);
    }
  }

  private static AutoCloseable slowClients(FloodWorld world, SlowClients.Kind kind)
      throws Exception {
    SlowClients slowClients =
        new SlowClients(kind, world.daemon().address(), CONNECTIONS, NETWORKS, PER_SECOND);
    IdlePriority.ofStrangers(world.folder());
    MonitoredDaemon.await(
        "all clients have connected", LIMIT, () -> slowClients.connected() >= CONNECTIONS);
    return slowClients;
  }

  private AutoCloseable nonsense(FloodWorld world) throws Exception {
    Random random = new Random(7);
    byte[] noise = new byte[1000];
    random.nextBytes(noise);
    List<byte[]> messages =
        List.of(
            noise,
            KxRequests.of(new Realm("NOWHERE.EXAMPLE"), FloodWorld.PATCHED),
            KxRequests.of(new Realm("B.EXAMPLE"), FloodWorld.PATCHED));
    return counted(
        "handshakes and nonsense",
        new Strangers(
            world.tls(),
            world.victim(),
            STRANGERS,
            STRANGERS,
            0,
            (session, number) ->
                Strangers.exchange(session, messages.get(number % messages.size()))),
        world);
  }

  private AutoCloseable realms(FloodWorld world) throws Exception {
    return counted("realms", world.realms().ask(world.victim(), STRANGERS, STRANGERS, 0), world);
  }

  private AutoCloseable counted(String what, Strangers strangers, FloodWorld world)
      throws Exception {
    IdlePriority.ofStrangers(world.folder());
    MonitoredDaemon.await("the flood has started", LIMIT, () -> strangers.sessions() >= STRANGERS);
    long start = System.nanoTime();
    long before = strangers.sessions();
    return () -> {
      double seconds = (System.nanoTime() - start) / 1e9;
      rates
          .computeIfAbsent(what, any -> new ArrayList<>())
          .add((strangers.sessions() - before) / seconds);
      strangers.close();
    };
  }

  /** Makes the resolver slow or silent, and requests new hosts meanwhile. */
  private static AutoCloseable resolver(FloodWorld world, boolean answers) throws Exception {
    world
        .resolver()
        .meddle(
            (query, honest) -> {
              LockSupport.parkNanos(Duration.ofMillis(answers ? 500 : 0).toNanos());
              return answers ? Optional.of(honest) : Optional.empty();
            });
    world.askNewHosts(WAITING, "new.example");
    return () -> {
      world.closeWaiting();
      world.resolver().meddle((query, honest) -> Optional.of(honest));
    };
  }

  private static AutoCloseable silentPeer(FloodWorld world) throws Exception {
    double before = failedQuestions(world);
    world.askSilentRealm(WAITING);
    return () -> {
      world.closeWaiting();
      // kxoverd does not learn that the clients left. Wait, so that rounds do not add up.
      MonitoredDaemon.await(
          "no request is waiting", LIMIT, () -> failedQuestions(world) >= before + WAITING);
    };
  }

  private static double failedQuestions(FloodWorld world) {
    String all = "kxover_question_duration_seconds_count{";
    return world.daemon().sum(all) - world.daemon().sum(all + "outcome=\"success\"");
  }
}
