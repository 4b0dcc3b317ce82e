package org.kxover.cli;

import java.io.IOException;
import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;
import org.kxover.kerberos.AllRealms;
import org.kxover.kerberos.Realm;
import org.kxover.setup.KdcKind;
import org.kxover.setup.MadeList;
import org.kxover.setup.Procedure;
import org.kxover.setup.Procedure.Task;
import org.kxover.setup.Services;
import picocli.CommandLine;

/** {@code kxover setup --undo}: takes back what the set-up made, and says what it leaves. */
final class SetupUndo {
  private final Procedure procedure;
  private final MadeList made;
  private final KdcKind kind;
  private final SetupOptions options;
  private final PrintWriter out;

  /** Removes our records from DNS. */
  interface Withdrawal {
    void run() throws IOException;
  }

  SetupUndo(
      Procedure procedure, MadeList made, KdcKind kind, SetupOptions options, PrintWriter out) {
    this.procedure = procedure;
    this.made = made;
    this.kind = kind;
    this.options = options;
    this.out = out;
  }

  /**
   * @param unlisted true if the list of what was made does not count
   */
  int run(Realm realm, boolean dryRun, boolean unlisted, Predicate<String> confirm, Withdrawal dns)
      throws IOException {
    List<Task> tasks = procedure.toTakeBack(unlisted);
    boolean published = unlisted || made.has("dns");
    if (tasks.isEmpty() && !published) {
      out.println("\"kxover setup\" made nothing for " + realm + " that is still there.");
      leaves(realm);
      return CommandLine.ExitCode.OK;
    }
    if (published) {
      out.println("will remove from DNS what was published, if something here may change it");
    }
    tasks.forEach(task -> out.println("will " + task.plan()));
    if (areAllBlocked(realm)) {
      out.println(
          "All other realms are blocked. Run \"kxover unblock --all --drop\" before this: it deletes"
              + " the keys, which otherwise stay in the database, closed.");
    }
    out.flush();
    if (dryRun) {
      leaves(realm);
      return CommandLine.ExitCode.OK;
    }
    if (!confirm.test("Take this back?")) {
      out.println("Nothing was changed.");
      return CommandLine.ExitCode.SOFTWARE;
    }
    dns.run();
    List<String> left = procedure.toLeave(unlisted);
    takeBack(tasks);
    left.forEach(line -> out.println("left: " + line));
    leaves(realm);
    return CommandLine.ExitCode.OK;
  }

  /** If a step fails, the programs learn of those before it. */
  private void takeBack(List<Task> tasks) throws IOException {
    List<String> done = new ArrayList<>();
    try {
      procedure.takeBack(
          tasks,
          name -> {
            done.add(name);
            out.println("taken back: " + name);
          });
    } catch (IOException e) {
      try {
        restart(done);
      } catch (IOException alsoFailed) {
        e.addSuppressed(alsoFailed);
      }
      throw e;
    }
    restart(done);
  }

  /**
   * Restarts the programs that have read what is gone.
   *
   * @param done the names of the steps that were taken back
   */
  private void restart(List<String> done) throws IOException {
    Optional<Services> services = SetupParts.services(options);
    boolean kdc = done.stream().anyMatch(Set.of("attach", "java-clients", "kdc-folder")::contains);
    if (services.isEmpty()) {
      out.println("Stop kxoverd, and restart krb5kdc and kadmind.");
      return;
    }
    if (done.contains("rights")) {
      services.get().restart(Services.Program.KADMIND);
    }
    if (kdc) {
      services.get().restart(Services.Program.KDC);
    }
    if (done.contains("settings") && !done.contains("kxoverd")) {
      // It goes on for the other realms.
      services.get().restart(Services.Program.KXOVERD);
    }
  }

  /** Names the risk of a crossover of another realm: only the guard limits what its users get. */
  private static String advice(Realm realm, String crossover) {
    if (crossover.equals(AllRealms.crossover(realm).toString())) {
      return " (a block of all realms; delete it with kadmin.local)";
    }
    return crossover.startsWith("krbtgt/" + realm + "@")
        ? " (without the guard its users get tickets for every service; delete it with kadmin.local)"
        : " (delete it with kadmin.local if it is not needed)";
  }

  private boolean areAllBlocked(Realm realm) throws IOException {
    return kind == KdcKind.PRIMARY
        && options
            .kadmin()
            .of(realm.name())
            .crossovers(realm.name())
            .contains(AllRealms.crossover(realm).toString());
  }

  private void leaves(Realm realm) throws IOException {
    if (kind == KdcKind.PRIMARY) {
      options
          .kadmin()
          .of(realm.name())
          .crossovers(realm.name())
          .forEach(name -> out.println("left: " + name + advice(realm, name)));
    } else {
      if (kind == KdcKind.SHARED) {
        out.println(
            "left: kxover/admin and the services of the probe in the directory, for the other KDCs"
                + " of "
                + realm
                + " (\"--undo --kdc primary\" on the last KDC takes them back, if it made them)");
      }
      out.println("left: the crossovers in the database, for the other KDCs of " + realm);
    }
    out.println("left: the package, the user kxover, keys for DNS in the folder dns");
    out.println("left: what was opened with \"kxover open\"");
  }
}
