package org.kxover.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Duration;
import java.util.concurrent.Callable;
import org.kxover.config.ConfigException;
import org.kxover.config.RealmSettings;
import org.kxover.tls.KxCertificate;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code kxoverd init}: the certificate and its key, where the settings want them. */
@Command(
    name = "init",
    mixinStandardHelpOptions = true,
    description = {
      "Makes the daemon's private key and self-signed certificate in the files that the settings"
          + " name.",
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

  private final KxoverdCommand root;
  private final Clock clock;
  private final SecureRandom random;

  InitCommand(KxoverdCommand root, Clock clock, SecureRandom random) {
    this.root = root;
    this.clock = clock;
    this.random = random;
  }

  @Override
  public Integer call() throws ConfigException, IOException {
    if (days < 1 || days > MOST_DAYS) {
      throw new CommandLine.ParameterException(
          spec.commandLine(), "--days is not 1 to " + MOST_DAYS + ": " + days);
    }
    RealmSettings realm = root.settings().realm();
    boolean certificate = Files.exists(realm.certificate(), LinkOption.NOFOLLOW_LINKS);
    boolean key = Files.exists(realm.privateKey(), LinkOption.NOFOLLOW_LINKS);
    if (certificate && key) {
      print(realm.certificate() + " and " + realm.privateKey() + " exist and stay as they are.");
      return CommandLine.ExitCode.OK;
    }
    if (certificate || key) {
      throw new IOException(
          (certificate ? realm.certificate() : realm.privateKey())
              + " exists without its other half "
              + (certificate ? realm.privateKey() : realm.certificate())
              + "; bring that back, or move both away and run this again");
    }
    KxCertificate.create(
        realm.realm(),
        realm.host(),
        Duration.ofDays(days),
        clock,
        random,
        realm.certificate(),
        realm.privateKey());
    print("Made " + realm.privateKey() + " and " + realm.certificate() + ".");
    print("Now publish what \"kxoverd dns\" prints in the zone of " + realm.host() + ".");
    return CommandLine.ExitCode.OK;
  }

  private void print(String line) {
    spec.commandLine().getOut().println(line);
  }
}
