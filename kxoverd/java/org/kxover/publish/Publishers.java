package org.kxover.publish;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.kxover.base.AddressText;
import org.kxover.config.PublishMethod;
import org.kxover.config.PublishMethod.Way;
import org.xbill.DNS.Name;

/**
 * Chooses what changes a zone.
 *
 * @param key instead of the zone's own in the folder
 * @param servers that find the zone's primary
 */
public record Publishers(
    PublishMethod method, Optional<Path> key, KeyFolder folder, ZoneServers servers) {
  private static final int USUAL_PORT = 53;

  /**
   * @throws IOException if its key or program is missing, or others may read the key
   */
  public Publisher of(Name zone) throws IOException {
    return switch (method.way()) {
      case PROGRAM -> hook(method.program().orElseThrow());
      case LOCAL -> nsupdate(zone, "-l");
      case GSS -> nsupdate(zone, "-g");
      case KEY -> nsupdate(zone, "");
    };
  }

  private static Publisher hook(Path program) throws IOException {
    if (!program.isAbsolute() || !Files.isExecutable(program)) {
      throw new IOException(program + " is not the absolute path of a program that can be run");
    }
    return new Hook(program);
  }

  private Publisher nsupdate(Name zone, String option) throws IOException {
    List<String> options = new ArrayList<>();
    if (!option.isEmpty()) {
      options.add(option);
    }
    if (method.way() == Way.KEY || key.isPresent()) {
      options.add("-k");
      options.add(key(zone).toString());
    }
    // "nsupdate -l" knows its server, and "nsupdate -g" needs the server's name.
    if (method.way() != Way.KEY) {
      if (servers.port() != USUAL_PORT) {
        options.add("-p");
        options.add(Integer.toString(servers.port()));
      }
      return new Nsupdate(options, "", method.way() == Way.GSS ? credentials() : Map.of());
    }
    InetSocketAddress primary = servers.primary(zone);
    return new Nsupdate(
        options,
        "server " + AddressText.of(primary.getAddress()) + " " + primary.getPort() + "\n",
        Map.of());
  }

  /**
   * Lets libgssapi get a ticket by itself, into the memory of nsupdate only. Without a keytab, the
   * ticket is that of the user who runs the command.
   */
  private Map<String, String> credentials() throws IOException {
    Path keytab = folder.clientKeytab();
    if (!Files.exists(keytab)) {
      return Map.of();
    }
    KeyFolder.requirePrivate(keytab, "0600");
    return Map.of("KRB5_CLIENT_KTNAME", "FILE:" + keytab, "KRB5CCNAME", "MEMORY:kxover");
  }

  private Path key(Name zone) throws IOException {
    Path file = key.orElse(folder.key(zone));
    if (!Files.exists(file)) {
      throw new IOException(
          "there is no key for the zone "
              + zone
              + ": put one into "
              + file
              + ", or see --help for other ways to change DNS");
    }
    KeyFolder.requirePrivate(file, "0600");
    return file;
  }
}
