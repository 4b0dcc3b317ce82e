package org.kxover.bench;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.stream.Stream;
import org.kxover.kdb.CrossoverStore;
import org.kxover.kdb.kadm5.Kadm5Store;
import org.kxover.kdb.kadmin.KadminSettings;
import org.kxover.kdb.kadmin.KadminStore;
import org.kxover.kerberos.PrincipalName;
import org.kxover.kerberos.Realm;
import org.kxover.lab.Lab;
import org.kxover.lab.LabCommand;
import org.kxover.lab.LabKdc;
import org.kxover.lab.LabKxoverd;
import org.kxover.lab.LabRealm;
import org.kxover.lab.ProcessFigures;
import org.kxover.lifecycle.LookUpsDuringKeyMaintenance;

/**
 * An installed daemon whose database has very many crossovers, which {@code kdb5_util load} makes.
 * Measures its start, a page of {@code kxover status}, memory, pace and processor until it has read
 * the whole database, and look-ups beside that. A million crossovers take an hour with each
 * program. It does so with {@code kadmin.local} and with {@code kxover-kadm5-local}. The
 * environment variable {@code CROSSOVERS} is the greatest number.
 */
final class ManyCrossovers implements Part {
  private static final int STARTS = 3;
  private static final double GOAL_MILLIS = 2_000;
  private static final double GOAL_PERCENT = 5;

  /** Crossovers in a second: a million in an hour. */
  private static final double GOAL_PACE = 1e6 / 3_600;

  /** The daemon has read what it reads at once, and gave back what its compiler needed. */
  private static final Duration BEFORE_MEMORY = Duration.ofSeconds(45);

  /** Fewer are read before the look-ups end. */
  private static final int LEAST_FOR_LOOK_UPS = 50_000;

  private static final Duration LIMIT = Duration.ofMinutes(15);

  /** Memory in megabytes of 1,000,000 octets. */
  private record Figures(
      double start,
      double page,
      double read,
      double resident,
      double kadmin,
      double percent,
      double pace,
      Optional<Row> lookUps) {}

  /** By which program the daemon reads the database. */
  private enum Form {
    KADMIN(""),
    KADM5(", kadm5");

    private final String with;

    Form(String with) {
      this.with = with;
    }
  }

  private static String with(int count, Form form) {
    return String.format(Locale.ROOT, ", %,d crossovers%s", count, form.with);
  }

  private static List<Integer> counts() {
    int most = Integer.parseInt(System.getenv().getOrDefault("CROSSOVERS", "100000"));
    return Stream.of(1, 10_000, 100_000, 1_000_000).filter(count -> count <= most).toList();
  }

  @Override
  public List<Row> measure(Raw raw) throws Exception {
    Map<Form, Map<Integer, Figures>> figures = new EnumMap<>(Form.class);
    try (Scratch scratch = new Scratch();
        Lab lab = new Lab()) {
      Path prefix = Installation.below(scratch.folder());
      LabRealm realm = lab.realm("A.EXAMPLE");
      LabRealm peer =
          lab.realm(CrossoverCopies.FIRST)
              .service("HTTP", "www." + CrossoverCopies.FIRST.toLowerCase(Locale.ROOT));
      realm.kxoverd().installed(prefix).set("kadmin_timeout", "1m");
      lab.start();
      LabCommand.Output first = realm.user("alice").kvno("-S", "HTTP", "www." + peer.domain());
      if (first.exitCode() != 0) {
        throw new IOException("the crossing failed: " + first.text());
      }
      peer.kxoverd().stop();
      realm.kxoverd().stop();
      Path one = realm.kdc().dump();
      for (int count : counts()) {
        Path all = Files.createTempFile(scratch.folder(), "many-", ".dump");
        CrossoverCopies.write(one, count, all);
        realm.kdc().load(all);
        Files.delete(all);
        for (Form form : Form.values()) {
          if (form == Form.KADM5) {
            realm.kdc().attachKadm5();
          }
          figures
              .computeIfAbsent(form, any -> new LinkedHashMap<>())
              .put(count, measure(raw, realm, count, form));
        }
        realm.kxoverd().unset("kadm5");
      }
    }
    List<Row> rows = new ArrayList<>();
    figures.forEach((form, all) -> rows.addAll(rows(all, form)));
    return rows;
  }

  private static Figures measure(Raw raw, LabRealm realm, int count, Form form) throws Exception {
    LabKxoverd kxoverd = realm.kxoverd();
    List<Double> starts = new ArrayList<>();
    for (int i = 0; i < STARTS; i++) {
      long begin = System.nanoTime();
      kxoverd.start();
      starts.add(millisSince(begin));
      if (i < STARTS - 1) {
        kxoverd.stop();
      }
    }
    FirstPass pass = new FirstPass(kxoverd, count);
    kxoverd.await("has crossovers to show", () -> shows(kxoverd));
    List<Double> pages = new ArrayList<>();
    for (int i = 0; i < STARTS; i++) {
      pages.add(status(kxoverd));
    }
    Thread.sleep(BEFORE_MEMORY.toMillis());
    double early = megabytes(kxoverd.handle());
    FirstPass.Figures whole = pass.await();
    double resident = Math.max(early, megabytes(kxoverd.handle()));
    double kadmin = kxoverd.handle().children().mapToDouble(ManyCrossovers::megabytes).sum();
    double read = status(kxoverd, "--read");
    kxoverd.stop();
    String with = with(count, form);
    raw.add("start to READY" + with, "ms", starts);
    raw.add("kxover status" + with, "ms", pages);
    raw.add("kxover status --read" + with, "ms", read);
    raw.add("resident memory of the daemon" + with, "MB", resident);
    raw.add("resident memory of its kadmin processes" + with, "MB", kadmin);
    raw.add("processor of both while the database is read" + with, "%", whole.percent());
    raw.add("crossovers read in a second" + with, "1/s", whole.pace());
    return new Figures(
        new Samples(starts).median(),
        new Samples(pages).median(),
        read,
        resident,
        kadmin,
        whole.percent(),
        whole.pace(),
        count < LEAST_FOR_LOOK_UPS
            ? Optional.empty()
            : Optional.of(lookUps(raw, realm, count, form)));
  }

  /** In this process, because the daemon has no moment without maintenance for comparison. */
  private static Row lookUps(Raw raw, LabRealm realm, int count, Form form) throws Exception {
    String program = form == Form.KADM5 ? LabKdc.KADM5.toString() : "kadmin.local";
    KadminSettings settings =
        new KadminSettings(
            List.of(program, "-r", realm.name()),
            Map.of(
                "KRB5_CONFIG", realm.kdc().config().toString(),
                "KRB5_KDC_PROFILE", realm.kdc().profile().toString()),
            Duration.ofMinutes(1),
            8);
    Realm ours = new Realm(realm.name());
    Random random = new Random(1);
    try (CrossoverStore store =
        form == Form.KADM5
            ? new Kadm5Store(ours, settings, InstantSource.system())
            : new KadminStore(ours, settings, InstantSource.system())) {
      return LookUpsDuringKeyMaintenance.atPace(
          raw,
          store,
          ours,
          () ->
              PrincipalName.crossover(new Realm(CrossoverCopies.peer(random.nextInt(count))), ours),
          with(count, form));
    }
  }

  private static double megabytes(ProcessHandle process) {
    try {
      return ProcessFigures.of(process.pid()).residentKb() * 1024 / 1e6;
    } catch (IOException e) {
      return 0;
    }
  }

  /** False while the database is listed for the first time. */
  private static boolean shows(LabKxoverd kxoverd) {
    try {
      return kxoverd.kxover("status", "--limit", "1").limit(LIMIT).run().contains("  P0");
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static double status(LabKxoverd kxoverd, String... more) throws IOException {
    List<String> words = new ArrayList<>(List.of("status"));
    words.addAll(List.of(more));
    long begin = System.nanoTime();
    String output = kxoverd.kxover(words.toArray(String[]::new)).limit(LIMIT).run();
    double millis = millisSince(begin);
    if (output.lines().noneMatch(line -> line.contains("P0"))) {
      throw new IOException("kxover status lists no crossover:\n" + output);
    }
    return millis;
  }

  private static double millisSince(long begin) {
    return (System.nanoTime() - begin) / 1e6;
  }

  private static List<Row> rows(Map<Integer, Figures> figures, Form form) {
    Figures one = figures.get(1);
    List<Row> rows = new ArrayList<>();
    figures.forEach(
        (count, many) -> {
          if (count > 1) {
            String with = with(count, form);
            rows.add(within("start to READY" + with, many.start, GOAL_MILLIS, "ms", "2 s"));
            rows.add(within("first page of status" + with, many.page, GOAL_MILLIS, "ms", "2 s"));
            rows.add(Row.of("a page, read" + with, many.read, "ms", "with 1", one.read));
            rows.add(
                Row.of(
                    "resident memory of the daemon" + with,
                    many.resident,
                    "MB",
                    "with 1",
                    one.resident,
                    Goal.atMost(count > 10_000 ? 1.5 : 1.1)));
            rows.add(
                Row.of("memory of its kadmin" + with, many.kadmin, "MB", "with 1", one.kadmin));
            rows.add(
                within("processor while it reads" + with, many.percent, GOAL_PERCENT, "%", "5 %"));
            if (count > LEAST_FOR_LOOK_UPS) {
              rows.add(
                  Row.of(
                      "crossovers read in a second" + with,
                      many.pace,
                      "1/s",
                      "a million in an hour",
                      GOAL_PACE,
                      Goal.atLeast(1)));
            }
            many.lookUps.ifPresent(rows::add);
          }
        });
    return rows;
  }

  private static Row within(String what, double figure, double goal, String unit, String named) {
    return Row.of(what, figure, unit, named, goal, Goal.atMost(1));
  }
}
