package org.kxover.publish;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import org.kxover.setup.LocalCommand;
import org.xbill.DNS.Name;
import org.xbill.DNS.Type;

/**
 * Changes a zone by an administrator's program, for providers that do not have DNS UPDATE. It runs
 * once for each change, and reads the change from its standard input.
 */
final class Hook implements Publisher {
  private final Path program;

  Hook(Path program) {
    this.program = program;
  }

  @Override
  public void publish(Name zone, List<Change> changes) throws IOException {
    LocalCommand hook = new LocalCommand(List.of(program.toString()));
    for (Change change : changes) {
      LocalCommand.Output output = hook.runWith(input(zone, change));
      if (output.exitCode() != 0) {
        throw new IOException(
            program
                + " ended with exit code "
                + output.exitCode()
                + " for \""
                + change
                + "\": "
                + output.lastLine());
      }
    }
  }

  /** One {@code name=value} a line; the names are those of kxover(8). */
  static String input(Name zone, Change change) {
    OwnRecord record = change.record();
    return "kxover-dns=1\naction="
        + change.action().name().toLowerCase(Locale.ROOT)
        + "\nzone="
        + zone
        + "\nname="
        + record.name()
        + "\ntype="
        + Type.string(record.type())
        + "\nttl="
        + change.ttl()
        + "\ndata="
        + record.data()
        + "\n";
  }
}
