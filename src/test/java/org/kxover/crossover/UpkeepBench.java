package org.kxover.crossover;

import static org.kxover.crossover.TwoRealms.KEY_LIFETIME;
import static org.kxover.crossover.TwoRealms.OPEN;
import static org.kxover.crossover.TwoRealms.TICKET_LIFE;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.OptionalInt;
import java.util.Random;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.kxover.config.RenewalSettings;
import org.kxover.kdb.CrossoverKey;
import org.kxover.kdb.KadminStore;
import org.kxover.kdb.Role;
import org.kxover.kdb.TestKdb;
import org.kxover.kerberos.EncryptionType;
import org.kxover.kerberos.KerberosTime;
import org.kxover.kerberos.PrincipalName;
import org.kxover.kerberos.Realm;

/**
 * What it costs to keep no state but the database: after a start, all crossovers are listed and
 * looked at, while the KDC asks for some of them.
 */
public final class UpkeepBench {
  static final Realm OURS = new Realm("BENCH.EXAMPLE");
  private static final Duration LIMIT = Duration.ofMinutes(10);
  private static final InstantSource CLOCK = InstantSource.system();

  private UpkeepBench() {}

  /** Prints a table, of as many crossovers as {@code CROSSOVERS} in the environment says. */
  public static void main(String[] arguments) throws Exception {
    int count = Integer.parseInt(System.getenv().getOrDefault("CROSSOVERS", "1000"));
    if (count < 1 || count > 100_000) {
      throw new IllegalArgumentException("CROSSOVERS is not 1 to 100000");
    }
    Path folder = Files.createTempDirectory("kxover-bench");
    try (TestKdb kdb = new TestKdb(folder.resolve("kdb"), OURS.name());
        KadminStore store = new KadminStore(OURS, kdb.settings(), CLOCK)) {
      measure(make(kdb, store, count), store);
    } finally {
      try (Stream<Path> files = Files.walk(folder)) {
        for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
          Files.delete(file);
        }
      }
    }
  }

  private static PrincipalName name(int i) {
    Realm service = new Realm(String.format(Locale.ROOT, "P%06d.EXAMPLE", i));
    return PrincipalName.crossover(service, OURS);
  }

  /** One in the way of the daemon; the others, whose names are as long, are copies in a dump. */
  static List<PrincipalName> make(TestKdb kdb, KadminStore store, int count) throws Exception {
    KerberosTime from = new KerberosTime(CLOCK.instant());
    KerberosTime till = from.plus(KEY_LIFETIME);
    byte[] password = "Bench-".repeat(8).getBytes(StandardCharsets.US_ASCII);
    List<EncryptionType> types = List.of(EncryptionType.AES256_CTS_HMAC_SHA1_96);
    store.write(
        new CrossoverKey(
            name(0),
            Role.CLIENT,
            1,
            password,
            types,
            from,
            till,
            TICKET_LIFE,
            "kx:88",
            "x25519",
            OptionalInt.empty()));
    Path dump = kdb.folder.resolve("all");
    kdb.run("kdb5_util", "-r", OURS.name(), "dump", dump.toString(), name(0).toString());
    String one = Files.readString(dump, StandardCharsets.ISO_8859_1);
    List<PrincipalName> names = IntStream.range(0, count).mapToObj(UpkeepBench::name).toList();
    StringBuilder all = new StringBuilder(one.substring(0, one.indexOf('\n') + 1));
    String entry = one.substring(one.indexOf('\n') + 1);
    names.forEach(name -> all.append(entry.replace(name(0).toString(), name.toString())));
    Files.writeString(dump, all, StandardCharsets.ISO_8859_1);
    kdb.run("kdb5_util", "-r", OURS.name(), "load", "-update", dump.toString());
    return names;
  }

  private static void measure(List<PrincipalName> names, KadminStore store) throws Exception {
    long start = System.nanoTime();
    int listed = store.list().size();
    double listing = millisSince(start);
    if (listed != names.size()) {
      throw new IOException(listed + " of " + names.size() + " crossovers are in the database");
    }
    Random random = new Random(1);
    List<Double> alone = new ArrayList<>();
    for (int i = 0; i < 200; i++) {
      alone.add(find(store, names.get(random.nextInt(listed))));
    }
    RenewalSettings never = new RenewalSettings(RenewalSettings.Policy.NEVER, 1);
    Agenda agenda = new Agenda(CLOCK);
    Upkeep upkeep =
        new Upkeep(
            TestSettings.of(OURS, OPEN, never), store, agenda, null, CLOCK, random, Events.none());
    Thread turn = new Thread(upkeep::turn);
    turn.setDaemon(true);
    List<Double> meanwhile = new ArrayList<>();
    start = System.nanoTime();
    for (turn.start(); turn.isAlive(); turn.join(5)) {
      meanwhile.add(find(store, names.get(random.nextInt(listed))));
      if (millisSince(start) > LIMIT.toMillis()) {
        throw new IOException("the upkeep is not through after " + LIMIT);
      }
    }
    double look = millisSince(start);
    // Whatever the database has no answer for is on for an hour from now at the latest.
    if (agenda.next().orElseThrow().isBefore(CLOCK.instant().plus(Duration.ofDays(1)))) {
      throw new IOException("the upkeep could not look at all of them");
    }
    System.out.printf(
        "%-36s %7s %9s %9s %9s%n", listed + " crossovers, in ms", "times", "median", "p99", "most");
    print("listing", List.of(listing));
    print("upkeep after a start", List.of(look));
    print("find alone", alone);
    print("find while the upkeep looks", meanwhile);
  }

  static double find(KadminStore store, PrincipalName name) throws Exception {
    long start = System.nanoTime();
    store.find(name).orElseThrow();
    return millisSince(start);
  }

  static double millisSince(long start) {
    return (System.nanoTime() - start) / 1e6;
  }

  private static void print(String what, List<Double> millis) {
    List<Double> sorted = millis.stream().sorted().toList();
    int last = sorted.size() - 1;
    System.out.printf(
        Locale.ROOT,
        "%-36s %7d %9.2f %9.2f %9.2f%n",
        what,
        sorted.size(),
        sorted.get(last / 2),
        sorted.get(last * 99 / 100),
        sorted.get(last));
  }
}
