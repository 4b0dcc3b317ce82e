package org.kxover.daemon;

import java.util.List;
import org.kxover.base.LibraryOptions;
import picocli.CommandLine;

/** The administrator's command, as {@link Kxover} runs it, but in the process of the tests. */
public final class KxoverInTests {
  static {
    LibraryOptions.set();
  }

  private KxoverInTests() {}

  /** The command line for these arguments, with real DNS and real databases. */
  public static CommandLine commandLine(List<String> arguments) {
    return Kxover.commandLine(arguments);
  }
}
