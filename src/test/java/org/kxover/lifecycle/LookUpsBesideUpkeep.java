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
import java.util.OptionalInt;
import java.util.Random;
import org.kxover.bench.CrossoverCopies;
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
import org.kxover.kdb.Role;
import org.kxover.kdb.kadmin.KadminStore;
import org.kxover.kdb.kadmin.TestKdb;
import org.kxover.kerberos.EncryptionType;
import org.kxover.kerberos.KerberosTime;
import org.kxover.kerberos.PrincipalName;
import org.kxover.kerberos.Realm;

/**
 * What it costs the KDC's questions to keep no state but the database: after a start, all
 * crossovers are listed and looked at, while the KDC asks for some of them.
 */
public final class LookUpsBesideUpkeep implements Part {
  private static final Realm OURS = new Realm("BENCH.EXAMPLE");
  private static final int COUNT = 10_000;
  private static final Duration LIMIT = Duration.ofMinutes(10);
  private static final InstantSource CLOCK = InstantSource.system();

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

  /** One in the way of the daemon; the others are copies in a dump. */
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
        CrossoverCopies.peers(COUNT).stream().map(LookUpsBesideUpkeep::name).toList();
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
    Schedule agenda = new Schedule(CLOCK);
    KeyMaintenance upkeep =
        new KeyMaintenance(LocalRealm.of(never, store, CLOCK, Events.none()), agenda, null, random);
    Thread turn = new Thread(upkeep::turn);
    turn.setDaemon(true);
    List<Double> meanwhile = new ArrayList<>();
    long start = System.nanoTime();
    for (turn.start(); turn.isAlive(); turn.join(5)) {
      meanwhile.add(find(store, names.get(random.nextInt(COUNT))));
      if (millisSince(start) > LIMIT.toMillis()) {
        throw new IOException("the upkeep is not through after " + LIMIT);
      }
    }
    // Whatever the database has no answer for is on for an hour from now at the latest.
    if (agenda.next().orElseThrow().isBefore(CLOCK.instant().plus(Duration.ofDays(1)))) {
      throw new IOException("the upkeep could not look at all of them");
    }
    raw.add("look-up in the database", "ms", alone);
    raw.add("look-up while the upkeep reads 10,000 crossovers", "ms", meanwhile);
    Samples beside = new Samples(meanwhile);
    Samples quiet = new Samples(alone);
    return List.of(
        Row.of("look-up beside the upkeep, p50", beside.median(), "ms", "alone", quiet.median()),
        Row.of(
            "look-up beside the upkeep, p99",
            beside.percentile(99),
            "ms",
            "alone",
            quiet.percentile(99)));
  }

  private static double find(KadminStore store, PrincipalName name) throws Exception {
    long start = System.nanoTime();
    store.find(name).orElseThrow();
    return millisSince(start);
  }

  private static double millisSince(long start) {
    return (System.nanoTime() - start) / 1e6;
  }
}
