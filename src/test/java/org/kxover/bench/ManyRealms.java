package org.kxover.bench;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.kxover.lab.Lab;
import org.kxover.lab.LabCommand;
import org.kxover.lab.LabKxoverd;
import org.kxover.lab.LabRealm;
import org.kxover.lab.LabUser;
import org.kxover.lab.ProcessFigures;

/**
 * An installed daemon that serves very many realms, each with a certificate, a zone, a KDC and a
 * database of its own. Beside it there is a daemon that serves one realm. The environment variable
 * {@code REALMS} is the number.
 */
final class ManyRealms implements Part {
  private static final int STARTS = 3;
  private static final int CROSSINGS = 8;
  private static final double GOAL_MILLIS = 5_000;

  /** The TTL of all zones in seconds. */
  private static final int TTL = 1;

  /** The TTL and one more second, as unbound counts whole seconds. */
  private static final long TTL_MILLIS = 2_200;

  private final int count = Integer.parseInt(System.getenv().getOrDefault("REALMS", "100"));
  private final List<LabRealm> many = new ArrayList<>();
  private LabRealm alone;
  private LabRealm peer;

  @Override
  public List<Row> measure(Raw raw) throws Exception {
    List<Row> rows = new ArrayList<>();
    try (Scratch scratch = new Scratch();
        Lab lab = new Lab()) {
      raw.say("%d realms with certificate, zone, KDC and database", count);
      make(lab, Installation.below(scratch.folder()));
      lab.start();
      LabKxoverd daemon = many.get(0).kxoverd();
      String with = String.format(Locale.ROOT, ", %d realms", count);

      double one = start(raw, "start to READY, 1 realm", alone.kxoverd());
      double all = start(raw, "start to READY" + with, daemon);
      rows.add(Row.of("start to READY" + with, all, "ms", "5 s", GOAL_MILLIS, Goal.atMost(1)));
      rows.add(Row.of("start to READY" + with, all, "ms", "with 1", one));

      List<LabUser> users = new ArrayList<>();
      for (int i = 0; i < CROSSINGS; i++) {
        users.add(many.get(i * count / CROSSINGS).user("alice"));
      }
      rows.add(crossings(raw, users, alone.user("alice"), with));
      rows.addAll(memory(raw, daemon, with));
      rows.add(reload(raw, daemon, with));
    }
    return rows;
  }

  private void make(Lab lab, Path prefix) throws IOException {
    peer = lab.realm("PEER.EXAMPLE").service("HTTP", "www.peer.example");
    peer.kxoverd().set("new_realms", "10000");
    alone = lab.realm("ALONE.EXAMPLE");
    many.add(lab.realm("R000.EXAMPLE"));
    for (int i = 1; i < count; i++) {
      many.add(lab.realm(String.format(Locale.ROOT, "R%03d.EXAMPLE", i), many.get(0)));
    }
    for (LabRealm realm : lab.realms()) {
      realm.zone().ttl(TTL);
    }
    for (LabRealm realm : List.of(peer, alone, many.get(0))) {
      realm.kxoverd().installed(prefix);
    }
    alone.kxoverd().set("new_realms", "10000");
  }

  private static double start(Raw raw, String what, LabKxoverd kxoverd) throws IOException {
    List<Double> times = new ArrayList<>();
    for (int i = 0; i < STARTS; i++) {
      kxoverd.stop();
      long begin = System.nanoTime();
      kxoverd.start();
      times.add(millisSince(begin));
    }
    raw.add(what, "ms", times);
    return new Samples(times).median();
  }

  /** First crossings of some realms, in turn with those of the realm that has its own daemon. */
  private Row crossings(Raw raw, List<LabUser> users, LabUser ofAlone, String with)
      throws IOException, InterruptedException {
    List<Double> ofMany = new ArrayList<>();
    List<Double> ofOne = new ArrayList<>();
    for (LabUser user : users) {
      TimeUnit.MILLISECONDS.sleep(TTL_MILLIS);
      ofMany.add(cross(user));
      String name = "krbtgt/" + peer.name() + "@" + alone.name();
      for (LabRealm realm : List.of(alone, peer)) {
        if (realm.crossover(peer, alone).exists()) {
          realm.kdc().kadmin("delprinc -force " + name);
        }
      }
      TimeUnit.MILLISECONDS.sleep(TTL_MILLIS);
      ofOne.add(cross(ofAlone));
    }
    raw.add("first crossing" + with, "ms", ofMany);
    raw.add("first crossing, 1 realm", "ms", ofOne);
    return Row.of(
        "first crossing" + with,
        new Samples(ofMany).median(),
        "ms",
        "with 1",
        new Samples(ofOne).median(),
        Goal.atMost(1.5));
  }

  private static double cross(LabUser user) throws IOException {
    long begin = System.nanoTime();
    LabCommand.Output said = user.kvnoAside("-S", "HTTP", "www.peer.example");
    double millis = millisSince(begin);
    if (said.exitCode() != 0) {
      throw new IOException("got no ticket: " + said.text());
    }
    return millis;
  }

  /** Memory in megabytes of 1,000,000 octets. */
  private List<Row> memory(Raw raw, LabKxoverd daemon, String with) throws IOException {
    double one = megabytes(alone.kxoverd().handle());
    double own = megabytes(daemon.handle());
    double kadmin = kadmin(daemon);
    raw.add("resident memory of the daemon" + with, "MB", own);
    raw.add("resident memory of its kadmin processes" + with, "MB", kadmin);
    return List.of(
        Row.of("resident memory of the daemon" + with, own, "MB", "with 1", one),
        Row.of(
            "memory of its kadmin processes" + with,
            kadmin,
            "MB",
            "with 1",
            kadmin(alone.kxoverd())));
  }

  private static double kadmin(LabKxoverd daemon) {
    return daemon.handle().descendants().mapToDouble(ManyRealms::megabytes).sum();
  }

  private static double megabytes(ProcessHandle process) {
    try {
      return ProcessFigures.of(process.pid()).residentKb() * 1024 / 1e6;
    } catch (IOException e) {
      return 0;
    }
  }

  /** The change of one realm's settings touches that realm only. */
  private Row reload(Raw raw, LabKxoverd daemon, String with) throws IOException {
    daemon.set(many.get(count - 1), "max_ticket_life", "9h");
    long begin = System.nanoTime();
    daemon.reload("reloaded: ", 1);
    double millis = millisSince(begin);
    String words = String.format(Locale.ROOT, " 1 of %d realms changed", count);
    if (!daemon.log().contains(words)) {
      throw new IOException("the reload changed more than one realm:\n" + daemon.log());
    }
    raw.add("reload that changes one realm" + with, "ms", millis);
    return new Row(
        "reload that changes one realm" + with,
        millis,
        "ms",
        "5 s",
        GOAL_MILLIS,
        millis / GOAL_MILLIS,
        Optional.empty());
  }

  private static double millisSince(long begin) {
    return (System.nanoTime() - begin) / 1e6;
  }
}
