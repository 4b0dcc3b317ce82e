package org.kxover.cli;

import java.nio.file.Path;
import java.util.Optional;
import java.util.stream.Stream;
import org.kxover.config.PublishMethod;
import org.kxover.config.PublishMethod.Way;
import org.kxover.config.PublishSettings;
import org.kxover.config.Settings;
import org.kxover.publish.KeyFolder;
import org.kxover.publish.Publishers;
import picocli.CommandLine;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;

/** Options that say how to change DNS; without them [publish] in the settings says it. */
final class PublisherOptions {
  @Option(
      names = "-l",
      description = "nsupdate -l: BIND on this machine, with the key that it makes itself")
  private boolean local;

  @Option(
      names = "-k",
      paramLabel = "FILE",
      description = "nsupdate -k: the key in FILE (default: ZONE.key in the folder dns)")
  private Path key;

  @Option(
      names = "-g",
      description =
          "nsupdate -g: the key in client.keytab in the folder dns, or else your Kerberos ticket")
  private boolean gss;

  @Option(
      names = "--hook",
      paramLabel = "PROGRAM",
      description = "PROGRAM instead of nsupdate; see below")
  private Path hook;

  Publishers publishers(Settings settings, ZoneOptions zones, SettingsFile file, CommandSpec spec) {
    return new Publishers(
        method(settings, spec),
        Optional.ofNullable(key),
        new KeyFolder(file.path()),
        zones.servers(settings));
  }

  private PublishMethod method(Settings settings, CommandSpec spec) {
    // "nsupdate -l -k" is BIND on this machine with its key in another place.
    if (Stream.of(local, gss, hook != null, key != null && !local).filter(one -> one).count() > 1) {
      throw new CommandLine.ParameterException(
          spec.commandLine(), "-k, -g and --hook exclude each other, and -l allows -k only");
    }
    if (local) {
      return PublishMethod.of(Way.LOCAL);
    }
    if (gss) {
      return PublishMethod.of(Way.GSS);
    }
    if (hook != null) {
      return PublishMethod.of(hook);
    }
    return key != null ? PublishMethod.of(Way.KEY) : settings.get(PublishSettings.METHOD);
  }
}
