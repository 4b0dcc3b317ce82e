package org.kxover.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Duration;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Callable;
import org.kxover.config.ConfigException;
import org.kxover.config.RealmSettings;
import org.kxover.kerberos.Realm;
import org.kxover.tls.KxCertificate;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code kxover init}: the certificate and its key, where the settings want them. */
@Command(
    name = "init",
    mixinStandardHelpOptions = true,
    description = {
      "Makes each realm's private key and self-signed certificate in the files that the settings"
          + " name; realms that name the same files share them.",
      "What is there already is left as it is."
    })
final class InitCommand implements Callable<Integer> {
  private static final int MOST_DAYS = 3660;

  @Option(
      names = "--days",
      defaultValue = "730",
      description =
          "how long the certificate is valid (default: ${DEFAULT-VALUE}); peers that find it by"
              + " TLSA 3 1 1 do not look at this")
  private int days;

  @Spec private CommandSpec spec;

  private final SettingsFile settings;
  private final Clock clock;
  private final SecureRandom random;

  InitCommand(SettingsFile settings, Clock clock, SecureRandom random) {
    this.settings = settings;
    this.clock = clock;
    this.random = random;
  }

  @Override
  public Integer call() throws ConfigException, IOException {
    if (days < 1 || days > MOST_DAYS) {
      throw new CommandLine.ParameterException(
          spec.commandLine(), "--days is not 1 to " + MOST_DAYS + ": " + days);
    }
    List<RealmSettings> all = settings.load().realms();
    Set<Realm> done = new HashSet<>();
    for (RealmSettings realm : all) {
      if (!done.contains(realm.realm())) {
        List<RealmSettings> together = all.stream().filter(realm::sharesCertificate).toList();
        make(together);
        together.forEach(one -> done.add(one.realm()));
      }
    }
    return CommandLine.ExitCode.OK;
  }

  /** The certificate of these realms, unless it is there. */
  private void make(List<RealmSettings> realms) throws IOException {
    Path certificate = realms.get(0).certificate();
    Path key = realms.get(0).privateKey();
    boolean certificateExists = Files.exists(certificate, LinkOption.NOFOLLOW_LINKS);
    if (realms.get(0).passphraseFile().isPresent()) {
      if (!certificateExists) {
        throw new IOException(
            certificate
                + ": PKCS#12 files come from elsewhere; put one there, or leave passphrase_file out"
                + " and have certificate and key made in PEM");
      }
      print(certificate + " exists and stays as it is.");
      return;
    }
    boolean keyExists = Files.exists(key, LinkOption.NOFOLLOW_LINKS);
    if (certificateExists && keyExists) {
      print(certificate + " and " + key + " exist and stay as they are.");
      return;
    }
    if (certificateExists || keyExists) {
      throw new IOException(
          (certificateExists ? certificate : key)
              + " exists without its other half "
              + (certificateExists ? key : certificate)
              + "; bring that back, or move both away and run this again");
    }
    Set<String> hosts = new LinkedHashSet<>(realms.stream().map(RealmSettings::host).toList());
    KxCertificate.create(
        realms.stream().map(RealmSettings::realm).toList(),
        List.copyOf(hosts),
        Duration.ofDays(days),
        clock,
        random,
        certificate,
        key);
    print("Made " + key + " and " + certificate + ".");
    print(
        "Now publish what \"kxover dns\" prints in the zone of "
            + String.join(" and of ", hosts)
            + ".");
  }

  private void print(String line) {
    spec.commandLine().getOut().println(line);
  }
}
