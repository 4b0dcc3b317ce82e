package org.kxover.cli;

import java.io.IOException;
import java.io.PrintWriter;
import java.net.InetAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import org.kxover.config.CertificateSettings;
import org.kxover.config.ConfigException;
import org.kxover.config.RealmSettings;
import org.kxover.config.Settings;
import org.kxover.dns.TrustAnchorException;
import org.kxover.kerberos.HostName;
import org.kxover.kerberos.Realm;
import org.kxover.publish.OwnRecords;
import org.kxover.setup.AdminServer;
import org.kxover.setup.HostBasedLines;
import org.kxover.setup.KdcKind;
import org.kxover.setup.KdcProfile;
import org.kxover.setup.LocalRealms;
import org.kxover.setup.MadeList;
import org.kxover.setup.Procedure;
import org.kxover.setup.Procedure.Task;
import org.kxover.setup.TestServiceStep;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code kxover setup}: from the package to the first ticket. */
@Command(
    name = "setup",
    mixinStandardHelpOptions = true,
    sortOptions = false,
    description = {
      "Sets a realm up on its KDC, from the package to the first ticket. It shows what it will do,"
          + " and asks first. Run it as root.",
      "%nThe steps are: the realm's section in the settings; private key and certificate; the"
          + " principal kxover/admin, its keytab, and its rights in kadmind's access list; the"
          + " services by which kxoverd tries the guard; the test service kxover/HOST, which has no"
          + " rights and is open to all realms; the plugin and the guard in a file that kdc.conf"
          + " includes, where the guard only observes at first if users of other realms come in"
          + " already; host_based_services for Java clients; a restart of what has to read that;"
          + " the records in DNS. Then it waits till secure DNS has the records, and runs \"kxover"
          + " check\".",
      "%nA step that is done already is left as it is, so you can run this again at any time.",
      "%nOn a second or third KDC of the realm it says what differs there. The guard does there what"
          + " it does on the first one, as the database notes. On a replica this command writes"
          + " nothing into the database, and its keytab gets the key that is in the copy: run it on"
          + " the primary first. With one LDAP directory it uses the principals that are there.",
      "%nWith --undo it takes back what it made, and says what it leaves. With one LDAP directory it"
          + " leaves to other KDCs what they need; add --kdc primary on the last KDC."
    },
    exitCodeListHeading = "%nExit codes:%n",
    exitCodeList = {
      "0:all is done, and \"kxover check\" found no error; with --dry-run: the plan was shown",
      "1:failed, or answered with no; the reason is on standard error",
      "2:the command line is wrong, or there is no terminal and --yes is missing",
      "6:all is done on this machine, but secure DNS does not have the records yet",
      "7:all is done, but \"kxover check\" found errors, which it printed",
      "8:nothing here can restart programs: restart those that it names, and run it again"
    })
final class SetupCommand implements Callable<Integer> {
  private static final int CHECK_FAILED = 7;
  private static final int RESTART_BY_HAND = 8;
  private static final int MAX_WAIT = 86_400;

  /** A part that no step has: what was published is in a list of its own. */
  private static final String DNS = "dns";

  /** Steps in a directory, which other KDCs of the realm may need. */
  private static final Set<String> IN_DIRECTORY = Set.of("principal", "probe");

  /** No machine has this name (RFC 6761 section 6.4). */
  private static final String NO_HOST = "none.invalid";

  @Mixin private final SetupOptions options = new SetupOptions();

  @Option(names = "--dry-run", description = "show what it would do, and do nothing")
  private boolean dryRun;

  @Option(names = "--yes", description = "continue without asking")
  private boolean yes;

  @Option(names = "--undo", description = "take back what this command made")
  private boolean undo;

  @Option(
      names = "--unlisted",
      description =
          "with --undo: take back all parts that are there, whoever made them. With /etc/kxover, the"
              + " list of what this command made is lost")
  private boolean unlisted;

  @Option(names = "--no-dns", description = "publish nothing, and do not wait for it")
  private boolean noDns;

  @Option(
      names = "--wait",
      paramLabel = "SECONDS",
      defaultValue = "300",
      description = "how long to wait for secure DNS (default: ${DEFAULT-VALUE})")
  private int wait;

  @Option(names = "--bogus-name", paramLabel = "NAME", description = "as for \"kxover check\"")
  private String bogus;

  @Mixin private final PublisherOptions how = new PublisherOptions();
  @Mixin private final ZoneOptions where = new ZoneOptions();
  @Spec private CommandSpec spec;
  private final SettingsFile file;
  private final Terminal terminal;
  private final Resolver resolver;
  private final Verb check;
  private final Clock clock;
  private final SecureRandom random;

  /** Another command of this program. */
  interface Verb {
    int run(PrintWriter out, PrintWriter err, List<String> arguments);
  }

  SetupCommand(
      SettingsFile file,
      Terminal terminal,
      Resolver resolver,
      Verb check,
      Clock clock,
      SecureRandom random) {
    this.file = file;
    this.terminal = terminal;
    this.resolver = resolver;
    this.check = check;
    this.clock = clock;
    this.random = random;
  }

  @Override
  public Integer call() throws ConfigException, IOException, TrustAnchorException {
    require(wait >= 0 && wait <= MAX_WAIT, "--wait must be from 0 to " + MAX_WAIT);
    KdcProfile profile = KdcProfile.find(System.getenv());
    Realm realm = realm(new LocalRealms(profile, options.kadmin()));
    AdminServer kadmind = AdminServer.of(profile, realm);
    KdcKind kind =
        options.kind().isPresent() ? options.kind().get() : KdcKind.of(profile, realm, kadmind);
    Path config = file.path().toAbsolutePath();
    MadeList made = new MadeList(config, realm);
    String host = host(realm, made);
    boolean java =
        undo
            || new JavaClientsQuestion(terminal, new HostBasedLines(profile, realm))
                .answer(options.javaClients(), !yes && !dryRun);
    List<Procedure.Part> parts =
        new SetupParts(config, options, profile, realm, host, kind, kadmind)
            .all(java, undo, clock, random);
    Procedure procedure = new Procedure(parts, made, IN_DIRECTORY);
    require(undo || !unlisted, "--unlisted is for --undo");
    if (undo) {
      return new SetupUndo(procedure, made, kind, options, spec.commandLine().getOut())
          .run(
              realm,
              dryRun,
              unlisted,
              this::isConfirmed,
              () -> withdraw(realm, kind, config, made));
    }
    List<Task> tasks = procedure.toDo();
    print("Realm " + realm + ", host " + host + ", KDC: " + kind);
    kind.differences(realm, kadmind).forEach(line -> print("  " + line));
    show(tasks, procedure.done(tasks));
    if (dryRun) {
      return CommandLine.ExitCode.OK;
    }
    if (!isConfirmed("Continue?")) {
      spec.commandLine().getErr().println(spec.qualifiedName() + ": nothing was changed");
      return CommandLine.ExitCode.SOFTWARE;
    }
    procedure.carryOut(tasks, name -> print("done: " + name));
    if (SetupParts.services(options).isEmpty() && !tasks.isEmpty()) {
      print(
          "Nothing here can restart programs. Restart krb5kdc and kadmind, start or restart"
              + " kxoverd, and run this again.");
      return RESTART_BY_HAND;
    }
    int code = finish(realm, testHost(realm, host, kind), made);
    List<String> advice = ObserveAdvice.lines(profile, realm, options.kadmin().of(realm.name()));
    advice.forEach(this::print);
    if (code == CommandLine.ExitCode.OK && advice.isEmpty()) {
      print("Services are closed to other realms until you open them: kxover open HTTP/HOST");
    }
    return code;
  }

  private void require(boolean condition, String otherwise) {
    if (!condition) {
      throw new CommandLine.ParameterException(spec.commandLine(), otherwise);
    }
  }

  private Realm realm(LocalRealms realms) throws IOException {
    if (options.realm().isPresent()) {
      realms.require(options.realm().get());
      return options.realm().get();
    }
    List<Realm> found = realms.find();
    if (found.isEmpty()) {
      throw new IOException(
          "this machine has no database of a realm in krb5.conf or kdc.conf; run this as root on"
              + " the KDC, or make the realm first (Debian: krb5_newrealm)");
    }
    String names = found.stream().map(Realm::name).collect(Collectors.joining(", "));
    if (found.size() == 1) {
      return found.get(0);
    }
    String said =
        yes
            ? ""
            : terminal.ask("This KDC has the realms " + names + ". Which one?").orElse("").strip();
    return found.stream()
        .filter(one -> one.name().equals(said))
        .findFirst()
        .orElseThrow(
            () ->
                new CommandLine.ParameterException(
                    spec.commandLine(), "choose one with --realm: " + names));
  }

  /** The host of the option, of the settings, of the answer, or of this machine. */
  private String host(Realm realm, MadeList made) throws ConfigException, IOException {
    if (options.host().isPresent()) {
      return checked(options.host().get());
    }
    Optional<String> present = presentHost(realm);
    if (present.isPresent()) {
      return present.get();
    }
    if (undo && !unlisted && !made.has("test-service")) {
      // As when it was taken back before: nothing that is left has the name of the host.
      return NO_HOST;
    }
    String own = InetAddress.getLocalHost().getCanonicalHostName();
    if (yes || dryRun || undo) {
      return checked(own);
    }
    String said = terminal.ask("The name of this machine in DNS? [" + own + "]").orElse("").strip();
    return checked(said.isEmpty() ? own : said);
  }

  private Optional<String> presentHost(Realm realm) {
    try {
      return Files.exists(file.path())
          ? SetupParts.section(file.load(), realm).map(one -> one.get(CertificateSettings.HOST))
          : Optional.empty();
    } catch (ConfigException e) {
      // The step of the settings says what is wrong.
      return Optional.empty();
    }
  }

  private String checked(String host) {
    return HostName.parse(host)
        .filter(HostName::hasDomain)
        .map(HostName::name)
        .orElseThrow(
            () ->
                new CommandLine.ParameterException(
                    spec.commandLine(),
                    "\"" + host + "\" is no host name with a domain; name one with --host"));
  }

  private void show(List<Task> tasks, List<String> done) {
    if (!done.isEmpty()) {
      print("done already: " + String.join(", ", done));
    }
    tasks.forEach(task -> print("will " + task.plan()));
    print(
        noDns
            ? "will leave DNS as it is, and run \"kxover check\""
            : "will publish in DNS what it lacks, or print it; wait for it; and run \"kxover"
                + " check\"");
  }

  private boolean isConfirmed(String question) {
    if (yes) {
      return true;
    }
    String said =
        terminal
            .ask(question + " [y/N]")
            .orElseThrow(
                () ->
                    new CommandLine.ParameterException(
                        spec.commandLine(),
                        "there is no terminal to ask on; use --yes to continue without asking"))
            .strip()
            .toLowerCase(Locale.ROOT);
    return said.equals("y") || said.equals("yes");
  }

  private SetupDns dns(Settings settings) {
    return new SetupDns(
        settings,
        OwnDns.of(settings, file, where),
        how.publishers(settings, where, file, spec),
        resolver,
        clock,
        spec.commandLine().getOut());
  }

  /** The host of a test service: that of this machine, or on a replica one in the copy. */
  private Optional<String> testHost(Realm realm, String host, KdcKind kind) throws IOException {
    return kind == KdcKind.REPLICA
        ? TestServiceStep.hosts(realm, options.kadmin().of(realm.name())).stream().findFirst()
        : Optional.of(host);
  }

  private int finish(Realm realm, Optional<String> testHost, MadeList made)
      throws ConfigException, IOException, TrustAnchorException {
    boolean seen = true;
    if (!noDns) {
      made.add(DNS);
      SetupDns dns = dns(file.load());
      dns.publish();
      seen = dns.await(Duration.ofSeconds(wait));
    }
    int found =
        SetupCheck.run(check, file.path(), realm, Optional.ofNullable(bogus), spec.commandLine());
    if (!seen) {
      print("");
      print("DNS does not have all records yet. Run \"kxover setup\" again when they are there.");
      return DnsDiffCommand.DIFFERENT;
    }
    if (found != CommandLine.ExitCode.OK) {
      print("");
      print("Mend what the errors above name, and run \"kxover check\" again.");
      return CHECK_FAILED;
    }
    testHost.ifPresent(this::showTest);
    return CommandLine.ExitCode.OK;
  }

  private void showTest(String host) {
    print("");
    print("A user of another realm with kxoverd tries it with these two lines:");
    print("  kinit USER");
    print("  kvno -S " + TestServiceStep.NAME + " " + host);
  }

  /** Before the settings go, as they name the realm's records. */
  private void withdraw(Realm realm, KdcKind kind, Path config, MadeList made) throws IOException {
    if (!noDns && (unlisted || made.has(DNS))) {
      try {
        Settings settings = Settings.load(config);
        List<RealmSettings> others =
            settings.realms().stream().filter(one -> !one.realm().equals(realm)).toList();
        dns(others.isEmpty() ? settings : settings.with(others))
            .withdraw(
                others.isEmpty(),
                config,
                record -> kind != KdcKind.PRIMARY && OwnRecords.isOfTheRealm(record, realm));
      } catch (ConfigException e) {
        print("The records in DNS stay, as the settings cannot be read: " + e.getMessage());
      }
    }
    made.remove(DNS);
  }

  private void print(String line) {
    spec.commandLine().getOut().println(line);
    spec.commandLine().getOut().flush();
  }
}
