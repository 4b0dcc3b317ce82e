package org.kxover.lab;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * The machine of a realm's KDC as its administrator sees it: a shell in which {@code kxover}, the
 * programs of the KDC and systemd's units are those of the lab. Files below {@code /etc} and {@code
 * /var} are in the realm's folder.
 */
public final class LabMachine {
  /** Asks the test to start or stop a program, and waits till that is done. */
  private static final String SYSTEMCTL =
      """
      #!/bin/sh
      echo "$*" >%1$s.new
      mv %1$s.new %1$s
      for i in $(seq 1200); do [ -e %1$s ] || exit 0; sleep 0.05; done
      exit 1
      """;

  private final LabRealm realm;
  private final Path programs;
  private final Path wanted;
  private final Path journal;
  private Meanwhile meanwhile = () -> {};
  private boolean down;
  private final Map<String, Unit> units = new TreeMap<>();
  private final Map<String, String> names = new TreeMap<>((a, b) -> compare(a, b));

  /** What happens elsewhere while commands run. */
  public interface Meanwhile {
    void happen() throws IOException;
  }

  /** What the test does in place of systemd. */
  public interface Unit {
    /**
     * @param verb start, stop or restart
     */
    void told(String verb) throws IOException;
  }

  /**
   * @param other the realm that the page calls {@code B.EXAMPLE}; {@code realm} is its {@code
   *     A.EXAMPLE}
   */
  public LabMachine(LabRealm realm, LabRealm other) throws IOException {
    this.realm = realm;
    programs = Files.createDirectories(realm.folder().resolve("bin"));
    wanted = realm.folder().resolve("units-wanted");
    journal = realm.folder().resolve("journal");
    String kxover = realm.kxoverd().kxover().toString();
    program(
        "kxover", "#!/bin/sh\nexec " + kxover.replace(" --config ", " \"$@\" --config ") + "\n");
    for (String name : List.of("kadmin.local", "kdb5_util", "kproplog")) {
      program(
          name,
          """
          #!/bin/sh
          # kxover has those of a remote kadmin, which its settings name.
          export KRB5_CONFIG=%s KRB5_KDC_PROFILE=%s PATH=/usr/sbin:/usr/bin:/sbin:/bin
          exec %s %s "$@"
          """
              .formatted(
                  realm.kdc().config(),
                  realm.kdc().profile(),
                  realm.kdc().program(name).words().get(0),
                  name.equals("kproplog") ? "" : "-r " + realm.name()));
    }
    program("systemctl", SYSTEMCTL.formatted(wanted));
    program("chown", "#!/bin/sh\nexit 0\n");
    unit("kxoverd", this::kxoverd).unit("kxoverd.socket", verb -> {});
    unit("krb5-kdc", this::kdc).unit("krb5kdc", this::kdc);
    program("journalctl", "#!/bin/sh\nexec cat " + journal + "\n");
    name("A.EXAMPLE", realm.name()).name("a.example", realm.domain());
    name("B.EXAMPLE", other.name()).name("b.example", other.domain());
    name("/etc/kxover/private/A.EXAMPLE.key", realm.folder() + "/kx.key");
    name("/etc/kxover/A.EXAMPLE.crt", realm.folder() + "/kx.crt");
    name("/etc/kxover/", realm.folder() + "/");
    name("/etc/krb5kdc/", realm.folder() + "/");
    name("/var/lib/krb5kdc/", realm.databaseFolder() + "/");
    name("/root/", realm.folder() + "/");
    name("_4088", "_" + realm.kxoverd().port());
  }

  /** Longer texts are replaced first. */
  private static int compare(String a, String b) {
    return a.length() == b.length() ? a.compareTo(b) : b.length() - a.length();
  }

  private void program(String name, String text) throws IOException {
    Path file = Files.writeString(programs.resolve(name), text);
    Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rwx------"));
  }

  /**
   * Adds options to {@code kxover setup}, by which it uses the lab's programs in place of the
   * machine's.
   */
  public LabMachine setupOptions(String... more) {
    List<String> words = new ArrayList<>(List.of("kxover setup", "--realm", realm.name()));
    words.addAll(List.of("--kadmin-local", "'" + realm.kdc().kadminCommand() + "'"));
    words.addAll(List.of("--restart", programs.resolve("systemctl").toString()));
    words.addAll(List.of("--modules", LabKdc.PLUGIN.getParent().toString()));
    words.addAll(List.of("--acl-file", realm.folder().resolve("kadm5.acl").toString()));
    words.addAll(List.of(more));
    return name("kxover setup", String.join(" ", words)).name(" --realm A.EXAMPLE", "");
  }

  /** Makes nsupdate ask the name server on that port, and not the one that DNS names. */
  public void nsupdate(int port) throws IOException {
    program(
        "nsupdate",
        "#!/bin/sh\n(echo server 127.0.0.1 " + port + "; cat) | exec /usr/bin/nsupdate \"$@\"\n");
  }

  /** Does that again and again while commands run. */
  public LabMachine meanwhile(Meanwhile act) {
    meanwhile = act;
    return this;
  }

  /** Adds a unit of systemd, or replaces it. */
  public LabMachine unit(String name, Unit unit) {
    units.put(name, unit);
    return this;
  }

  /** Replaces a text of the page by that of the lab. */
  public LabMachine name(String ofPage, String ofLab) {
    names.put(ofPage, ofLab);
    return this;
  }

  private void kxoverd(String verb) throws IOException {
    boolean starts = !verb.equals("stop");
    if (!down && !verb.equals("start")) {
      realm.kxoverd().stop();
      down = true;
    }
    if (down && starts) {
      realm.kxoverd().start();
      down = false;
    }
  }

  private void kdc(String verb) throws IOException {
    switch (verb) {
      case "start" -> realm.kdc().start();
      case "stop" -> realm.kdc().stop();
      default -> realm.kdc().restart();
    }
  }

  /** Runs the commands of a page, each of which must succeed and print what the page says. */
  public void follow(List<LabPage.Step> steps) throws IOException {
    for (LabPage.Step step : steps) {
      LabCommand.Output output = run(step.commands());
      String missing =
          step.output().isEmpty()
              ? ""
              : new LabPage.Step("", step.output().stream().map(this::named).toList())
                  .missing(output.text());
      if (output.exitCode() != 0 || !missing.isEmpty()) {
        throw new IOException(
            "exit code %d, missing \"%s\"%n%s%n%s"
                .formatted(output.exitCode(), missing, named(step.commands()), output.text()));
      }
    }
  }

  /** Runs commands in a shell that stops at the first one that fails. */
  public LabCommand.Output run(String commands) throws IOException {
    Files.writeString(journal, realm.kxoverd().log());
    LabCommand shell =
        new LabCommand(realm.folder(), "sh", "-e", "-c", named(commands))
            .env(
                Map.of(
                    "KRB5_CONFIG", realm.kdc().config().toString(),
                    "KRB5_KDC_PROFILE", realm.kdc().profile().toString(),
                    "PATH",
                        programs + ":/usr/sbin:/usr/bin:/sbin:/bin:" + LabKdc.PLUGIN.getParent()));
    Path said = Files.createTempFile("kxover-shell-", ".out");
    Process process = shell.process().redirectOutput(said.toFile()).start();
    try {
      process.getOutputStream().close();
      long end = System.nanoTime() + Patience.LIMIT.toNanos();
      while (!process.waitFor(20, TimeUnit.MILLISECONDS)) {
        if (Files.exists(wanted)) {
          obey();
        }
        meanwhile.happen();
        if (System.nanoTime() > end) {
          throw new IOException("did not end in time: " + commands + LabCommand.text(said));
        }
      }
      return new LabCommand.Output(process.exitValue(), LabCommand.text(said));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IOException(e);
    } finally {
      process.destroyForcibly();
      Files.delete(said);
    }
  }

  private void obey() throws IOException {
    List<String> words = new ArrayList<>(List.of(Files.readString(wanted).strip().split(" ")));
    String verb = words.remove(0);
    if (verb.equals("disable") && words.remove("--now")) {
      verb = "stop";
    }
    for (String unit : words) {
      if (!units.containsKey(unit)) {
        throw new IOException("this machine has no unit " + unit);
      }
      units.get(unit).told(verb);
    }
    Files.delete(wanted);
  }

  private String named(String text) {
    String any = names.keySet().stream().map(Pattern::quote).collect(Collectors.joining("|"));
    return Pattern.compile(any)
        .matcher(text)
        .replaceAll(found -> Matcher.quoteReplacement(names.get(found.group())));
  }
}
