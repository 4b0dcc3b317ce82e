package org.kxover.publish;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.kxover.setup.LocalCommand;
import org.xbill.DNS.Name;
import org.xbill.DNS.Type;

/** Changes a zone by DNS UPDATE (RFC 2136), with BIND's program nsupdate. */
final class Nsupdate implements Publisher {
  private static final String TIMEOUT_SECONDS = "20";

  private final List<String> options;
  private final String server;
  private final Map<String, String> environment;

  /**
   * @param options of nsupdate, for the key and the port
   * @param server the command {@code server} of nsupdate, with its newline; empty for the zone's
   *     primary
   * @param environment variables for nsupdate's libraries
   */
  Nsupdate(List<String> options, String server, Map<String, String> environment) {
    this.options = List.copyOf(options);
    this.server = server;
    this.environment = Map.copyOf(environment);
  }

  /** The variables that nsupdate gets. */
  Map<String, String> environment() {
    return environment;
  }

  @Override
  public void publish(Name zone, List<Change> changes) throws IOException {
    List<String> command = new ArrayList<>(List.of("nsupdate", "-t", TIMEOUT_SECONDS));
    command.addAll(options);
    LocalCommand.Output output =
        new LocalCommand(command, environment).runWith(commands(zone, changes));
    if (output.exitCode() != 0) {
      throw new IOException(
          "nsupdate could not change the zone " + zone + ": " + output.lastLine());
    }
  }

  /** All changes in one request, which the server carries out as a whole or not at all. */
  String commands(Name zone, List<Change> changes) {
    StringBuilder commands = new StringBuilder(server);
    commands.append("zone ").append(zone).append('\n');
    for (Change change : changes) {
      OwnRecord record = change.record();
      String data = Type.string(record.type()) + " " + record.data();
      commands.append(
          switch (change.action()) {
            case ADD -> "update add " + record.name() + " " + change.ttl() + " IN " + data + "\n";
            // With its data: another record of that name and type stays.
            case REMOVE -> "update delete " + record.name() + " IN " + data + "\n";
          });
    }
    return commands.append("send\n").toString();
  }
}
