package org.kxover.setup;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;

/**
 * A program of the administrator's, for machines without systemd. It gets two arguments: restart or
 * stop, and krb5kdc, kadmind or kxoverd.
 */
public final class RestartProgram implements Services {
  private final Path program;
  private final LocalCommand command;

  public RestartProgram(Path program) {
    this.program = program;
    this.command = new LocalCommand(List.of(program.toString()));
  }

  /** Not known. A restart then follows each change. */
  @Override
  public boolean isStale(Program of, List<Path> files) {
    return false;
  }

  @Override
  public String describe(Program of) {
    return "run " + program + " restart " + of.title();
  }

  @Override
  public void restart(Program of) throws IOException {
    run("restart", of);
  }

  @Override
  public void stop(Program of) throws IOException {
    run("stop", of);
  }

  private void run(String verb, Program of) throws IOException {
    LocalCommand.Output output = command.run(verb, of.title());
    if (output.exitCode() != 0) {
      throw new IOException(
          String.format(
              Locale.ROOT,
              "%s %s %s failed: %s; mend it, and run this again",
              program,
              verb,
              of.title(),
              output.lastLine()));
    }
  }
}
