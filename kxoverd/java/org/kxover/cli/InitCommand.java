package org.kxover.cli;

import java.io.IOException;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Callable;
import org.kxover.config.ConfigException;
import org.kxover.config.RealmSettings;
import org.kxover.kerberos.Realm;
import org.kxover.setup.CertificateStep;
import picocli.CommandLine;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code kxover init}: makes what kxoverd needs on the KDC's machine. */
@Command(
    name = "init",
    mixinStandardHelpOptions = true,
    sortOptions = false,
    description = {
      "With --realm and --host, as root on the KDC: makes all that kxoverd"
          + " needs to serve that realm. This is the realm's section in the"
          + " settings; a private key and a self-signed certificate; and the"
          + " principal kxover/admin, its keytab, and its rights on crossover"
          + " principals in kadmind's access list; and two services that nobody"
          + " accepts, by which kxoverd tries the guard in the KDC; and the plugin and the guard, in"
          + " a file that kdc.conf includes. It shows what it will do and"
          + " asks first. It changes nothing that is already there, so you can run"
          + " it again.",
      "%nWithout --realm: makes a private key and a self-signed certificate"
          + " for each realm, in the files that the settings name. Realms with"
          + " the same files share them."
    },
    exitCodeListHeading = "%nExit codes:%n",
    exitCodeList = {
      "0:done, or there was nothing to do",
      "1:failed, or answered with no; the reason is on standard error",
      "2:the command line is wrong, or there is no terminal and --yes is missing"
    })
final class InitCommand implements Callable<Integer> {
  private static final int MAX_DAYS = 3660;

  @ArgGroup(exclusive = false)
  private RealmSetup realmSetup;

  @Option(
      names = "--days",
      defaultValue = "730",
      description =
          "for how many days the certificate is valid (default:"
              + " ${DEFAULT-VALUE}); peers that verify it with a TLSA 3 1 1 record"
              + " ignore this")
  private int days;

  @Spec private CommandSpec spec;

  private final SettingsFile settings;
  private final Terminal terminal;
  private final Map<String, String> environment;
  private final Clock clock;
  private final SecureRandom random;

  /**
   * @param environment names the files of the KDC
   */
  InitCommand(
      SettingsFile settings,
      Terminal terminal,
      Map<String, String> environment,
      Clock clock,
      SecureRandom random) {
    this.settings = settings;
    this.terminal = terminal;
    this.environment = Map.copyOf(environment);
    this.clock = clock;
    this.random = random;
  }

  @Override
  public Integer call() throws ConfigException, IOException {
    if (days < 1 || days > MAX_DAYS) {
      throw new CommandLine.ParameterException(
          spec.commandLine(), "--days must be from 1 to " + MAX_DAYS + ", not " + days);
    }
    if (realmSetup != null) {
      return realmSetup.run(spec, settings, terminal, environment, this::certificateOf);
    }
    List<RealmSettings> all = settings.load().realms();
    Set<Realm> done = new HashSet<>();
    for (RealmSettings realm : all) {
      if (!done.contains(realm.realm())) {
        List<RealmSettings> together = all.stream().filter(realm::sharesCertificate).toList();
        make(certificateOf(together));
        together.forEach(one -> done.add(one.realm()));
      }
    }
    return CommandLine.ExitCode.OK;
  }

  private CertificateStep certificateOf(List<RealmSettings> realms) {
    return new CertificateStep(realms, Duration.ofDays(days), clock, random);
  }

  private void make(CertificateStep step) throws IOException {
    if (step.plan().isEmpty()) {
      print(step.existsMessage());
      return;
    }
    step.carryOut();
    print(step.madeMessage());
    print(
        "Now publish the records that \"kxover dns\" prints, in the zone of "
            + String.join(" and of ", step.hosts())
            + ".");
  }

  private void print(String line) {
    spec.commandLine().getOut().println(line);
  }
}
