package org.kxover.crossover;

import static org.kxover.crossover.UpkeepBench.OURS;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.stream.Stream;
import org.kxover.cli.KxoverCommand;
import org.kxover.config.ControlSettings;
import org.kxover.config.RealmSettings;
import org.kxover.config.RenewalSettings;
import org.kxover.control.ControlSocket;
import org.kxover.kdb.KadminStore;
import org.kxover.kdb.TestKdb;
import org.kxover.kerberos.PrincipalName;

/**
 * What {@code kxover status} costs, without the start of its program: the daemon's work, the
 * socket, and the table; and what it costs the KDC's questions.
 */
public final class StatusBench {
  private static final Clock CLOCK = Clock.systemUTC();
  private static final int TIMES = 9;

  private StatusBench() {}

  /** Prints a table, of 10 to 10,000 crossovers in a real database. */
  public static void main(String[] arguments) throws Exception {
    Path folder = Files.createTempDirectory("kxover-bench");
    try (TestKdb kdb = new TestKdb(folder.resolve("kdb"), OURS.name());
        KadminStore store = new KadminStore(OURS, kdb.settings(), CLOCK)) {
      System.out.printf(
          "%-36s %9s %9s %9s %9s %9s%n",
          "crossovers, in ms", "status", "--json", "--read", "find", "find most");
      for (int count : new int[] {10, 100, 1_000, 10_000}) {
        measure(UpkeepBench.make(kdb, store, count), store, folder.resolve("control.sock"));
      }
    } finally {
      try (Stream<Path> files = Files.walk(folder)) {
        for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
          Files.delete(file);
        }
      }
    }
  }

  private static void measure(List<PrincipalName> names, KadminStore kadmin, Path path)
      throws Exception {
    RealmSettings settings =
        TestSettings.of(
            OURS, TwoRealms.OPEN, new RenewalSettings(RenewalSettings.Policy.IN_USE, 1));
    Agenda agenda = new Agenda(CLOCK);
    LastRead lastRead = new LastRead();
    NotingStore store = new NotingStore(kadmin, agenda, lastRead, CLOCK);
    Random random = new Random(1);
    Upkeep upkeep = new Upkeep(settings, store, agenda, null, CLOCK, random, Events.none());
    upkeep.turn();
    // Nothing crosses over here, so there is nothing behind these two.
    Outgoing outgoing =
        new Outgoing(
            settings,
            null,
            null,
            store,
            null,
            agenda,
            Runnable::run,
            CLOCK,
            Duration.ofSeconds(1),
            Events.none(),
            Optional.empty());
    Incoming incoming =
        new Incoming(settings, null, null, null, null, store, peer -> {}, CLOCK, Events.none());
    Administration administration =
        new RealmAdministration(
            settings,
            store,
            lastRead,
            agenda,
            outgoing,
            incoming,
            upkeep,
            CLOCK,
            Duration.ofSeconds(1));
    try (ControlSocket socket =
        new ControlSocket(
            new ControlSettings(path, Set.of(), Duration.ofMinutes(10), 4),
            0,
            () -> List.of(administration),
            new RecentFailures(CLOCK),
            CLOCK)) {
      socket.start();
      double table = median(() -> status(names.size(), path));
      double json = median(() -> status(names.size(), path, "--json"));
      List<Double> finds = new ArrayList<>();
      double[] read = new double[1];
      Thread reading =
          new Thread(() -> read[0] = quietly(() -> status(names.size(), path, "--read")));
      for (reading.start(); reading.isAlive(); reading.join(5)) {
        finds.add(UpkeepBench.find(kadmin, names.get(random.nextInt(names.size()))));
      }
      finds.sort(Double::compare);
      System.out.printf(
          Locale.ROOT,
          "%-36s %9.1f %9.1f %9.1f %9.2f %9.2f%n",
          names.size() + ", find while --read goes on",
          table,
          json,
          read[0],
          finds.get(finds.size() / 2),
          finds.get(finds.size() - 1));
    }
  }

  private interface Timed {
    double run() throws IOException;
  }

  private static double quietly(Timed timed) {
    try {
      return timed.run();
    } catch (IOException e) {
      throw new IllegalStateException(e);
    }
  }

  private static double median(Timed timed) throws IOException {
    List<Double> times = new ArrayList<>();
    for (int i = 0; i < TIMES; i++) {
      times.add(timed.run());
    }
    times.sort(Double::compare);
    return times.get(TIMES / 2);
  }

  private static double status(int count, Path path, String... more) throws IOException {
    List<String> words = new ArrayList<>(List.of("status", "--socket", path.toString()));
    words.addAll(List.of(more));
    StringWriter out = new StringWriter();
    long start = System.nanoTime();
    int exitCode =
        KxoverCommand.create(CLOCK, new SecureRandom(), settings -> null)
            .setOut(new PrintWriter(out))
            .execute(words.toArray(String[]::new));
    double millis = UpkeepBench.millisSince(start);
    long told = out.toString().lines().filter(line -> line.contains("P000")).count();
    if (exitCode != 0 || told < Math.min(count, 1000)) {
      throw new IOException("status ended with " + exitCode + " and " + told + " crossovers");
    }
    return millis;
  }
}
