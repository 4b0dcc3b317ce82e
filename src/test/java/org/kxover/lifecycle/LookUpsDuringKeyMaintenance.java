package org.kxover.lifecycle;

import static org.kxover.crossing.TwoRealms.KEY_LIFETIME;
import static org.kxover.crossing.TwoRealms.TICKET_LIFE;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.function.Supplier;
import org.kxover.bench.CrossoverCopies;
import org.kxover.bench.Goal;
import org.kxover.bench.Part;
import org.kxover.bench.Raw;
import org.kxover.bench.Row;
import org.kxover.bench.Samples;
import org.kxover.bench.Scratch;
import org.kxover.config.KeySettings;
import org.kxover.config.RealmSettings;
import org.kxover.config.Renewal;
import org.kxover.config.TestSettings;
import org.kxover.crossover.LocalRealm;
import org.kxover.event.Events;
import org.kxover.kdb.CrossoverKey;
import org.kxover.kdb.CrossoverStore;
import org.kxover.kdb.Role;
import org.kxover.kdb.kadmin.KadminStore;
import org.kxover.kdb.kadmin.TestKdb;
import org.kxover.kerberos.EncryptionType;
import org.kxover.kerberos.KerberosTime;
import org.kxover.kerberos.PrincipalName;
import org.kxover.kerberos.Realm;

/**
 * How much key maintenance slows down the KDC's questions. After a start it lists and reads all
 * crossovers, while the KDC asks for some of them.
 */
public final class LookUpsDuringKeyMaintenance implements Part {
  private static final Realm OURS = new Realm("BENCH.EXAMPLE");

  /** As many as are read without a pause. */
  private static final int COUNT = DatabasePass.AT_ONCE;

  private static final int LOOK_UPS = 3_000;
  private static final long BETWEEN_MILLIS = 4;
  private static final Duration LIMIT = Duration.ofMinutes(10);
  private static final InstantSource CLOCK = InstantSource.system();

  private static final KeyRenewer NO_RENEWAL =
      new KeyRenewer() {
        @Override
        public Optional<String> objection(Realm service) {
          return Optional.empty();
        }

        @Override
        public CompletableFuture<?> renew(PrincipalName name, int kvno) {
          throw new IllegalStateException("nothing is renewed here");
        }
      };

  @Override
  public List<Row> measure(Raw raw) throws Exception {
    try (Scratch scratch = new Scratch();
        TestKdb kdb = new TestKdb(scratch.folder().resolve("kdb"), OURS.name());
        KadminStore store = new KadminStore(OURS, kdb.settings(), CLOCK)) {
      fill(kdb, store);
      return measure(raw, store);
    }
  }

  private static PrincipalName name(String peer) {
    return PrincipalName.crossover(new Realm(peer), OURS);
  }

  /** Writes one crossover as the daemon does, and loads copies of it from a dump. */
  private static void fill(TestKdb kdb, KadminStore store) throws Exception {
    KerberosTime from = new KerberosTime(CLOCK.instant());
    store.write(
        new CrossoverKey(
            name(CrossoverCopies.FIRST),
            Role.CLIENT,
            1,
            "Bench-".repeat(8).getBytes(StandardCharsets.US_ASCII),
            List.of(EncryptionType.AES256_CTS_HMAC_SHA1_96),
            from,
            from.plus(KEY_LIFETIME),
            TICKET_LIFE,
            "kx:88",
            "x25519",
            OptionalInt.empty()));
    Path dump = kdb.folder.resolve("all");
    kdb.run("kdb5_util", "-r", OURS.name(), "dump", dump.toString());
    String one = Files.readString(dump, StandardCharsets.ISO_8859_1);
    Files.writeString(dump, CrossoverCopies.of(one, COUNT), StandardCharsets.ISO_8859_1);
    kdb.run("kdb5_util", "-r", OURS.name(), "load", "-update", dump.toString());
  }

  private static List<Row> measure(Raw raw, KadminStore store) throws Exception {
    List<PrincipalName> names =
        CrossoverCopies.peers(COUNT).stream().map(LookUpsDuringKeyMaintenance::name).toList();
    int listed = store.list().size();
    if (listed != COUNT) {
      throw new IOException(listed + " of " + COUNT + " crossovers are in the database");
    }
    Random random = new Random(1);
    List<Double> alone = new ArrayList<>();
    for (int i = 0; i < 2_000; i++) {
      alone.add(find(store, names.get(random.nextInt(COUNT))));
    }
    RealmSettings never = TestSettings.of(OURS).with(KeySettings.RENEWAL, Renewal.NEVER);
    Schedule schedule = new Schedule(CLOCK);
    KeyMaintenance maintenance =
        new KeyMaintenance(
            LocalRealm.of(never, store, CLOCK, Events.none(), address -> false),
            schedule,
            NO_RENEWAL,
            random);
    Thread turn = new Thread(maintenance::turn);
    turn.setDaemon(true);
    List<Double> during = new ArrayList<>();
    long start = System.nanoTime();
    for (turn.start(); turn.isAlive(); turn.join(5)) {
      during.add(find(store, names.get(random.nextInt(COUNT))));
      if (millisSince(start) > LIMIT.toMillis()) {
        throw new IOException("key maintenance has not finished after " + LIMIT);
      }
    }
    // A failed read would be repeated within an hour or so.
    if (schedule.next().orElseThrow().isBefore(CLOCK.instant().plus(Duration.ofDays(1)))) {
      throw new IOException("key maintenance could not read all crossovers");
    }
    raw.add("look-up in the database", "ms", alone);
    raw.add("look-up while key maintenance reads 5,000 crossovers", "ms", during);
    Samples busy = new Samples(during);
    Samples idle = new Samples(alone);
    return List.of(
        Row.of("look-up during key maintenance, p50", busy.median(), "ms", "alone", idle.median()),
        Row.of(
            "look-up during key maintenance, p99",
            busy.percentile(99),
            "ms",
            "alone",
            idle.percentile(99)));
  }

  /**
   * Look-ups beside a pass at its bounded pace, and look-ups before and after it.
   *
   * @param store with more crossovers than are read at once
   * @param random chooses a crossover
   * @return a row for the slowest hundredth
   */
  public static Row atPace(
      Raw raw, CrossoverStore store, Realm ours, Supplier<PrincipalName> random, String with)
      throws Exception {
    List<Double> alone = finds(store, random);
    Schedule schedule = new Schedule(CLOCK);
    RealmSettings never = TestSettings.of(ours).with(KeySettings.RENEWAL, Renewal.NEVER);
    KeyMaintenance maintenance =
        new KeyMaintenance(
            LocalRealm.of(never, store, CLOCK, Events.none(), address -> false),
            schedule,
            NO_RENEWAL,
            new Random(1));
    maintenance.start();
    try (maintenance) {
      maintenance.awaitFirst(LIMIT);
      long unread = maintenance.unread();
      List<Double> beside = finds(store, random);
      if (maintenance.unread() == 0 || maintenance.unread() == unread) {
        throw new IOException("the pass did not go on during the look-ups");
      }
      maintenance.close();
      alone.addAll(finds(store, random));
      raw.add("look-up alone" + with, "ms", alone);
      raw.add("look-up beside the maintenance" + with, "ms", beside);
      return Row.of(
          "look-up beside the maintenance, p99" + with,
          new Samples(beside).percentile(99),
          "ms",
          "alone",
          new Samples(alone).percentile(99),
          Goal.atMost(1.25));
    }
  }

  private static List<Double> finds(CrossoverStore store, Supplier<PrincipalName> random)
      throws Exception {
    List<Double> times = new ArrayList<>();
    for (int i = 0; i < LOOK_UPS; i++) {
      times.add(find(store, random.get()));
      Thread.sleep(BETWEEN_MILLIS);
    }
    return times;
  }

  private static double find(CrossoverStore store, PrincipalName name) throws Exception {
    long start = System.nanoTime();
    var unused = store.find(name).orElseThrow();
    return millisSince(start);
  }

  private static double millisSince(long start) {
    return (System.nanoTime() - start) / 1e6;
  }
}
