package org.kxover.cli;

import picocli.CommandLine;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.UnmatchedArgumentException;

/** Explains a wrong command line in one line, which says where to read more. */
final class UsageErrors {
  private UsageErrors() {}

  /** For {@link CommandLine#setParameterExceptionHandler}. */
  static int explain(ParameterException e, String[] arguments) {
    CommandLine command = e.getCommandLine();
    String name = command.getCommandSpec().qualifiedName();
    String message = e.getMessage().lines().findFirst().orElse("wrong command line");
    String guess =
        e instanceof UnmatchedArgumentException unmatched && !unmatched.getSuggestions().isEmpty()
            ? "; did you mean " + String.join(" or ", unmatched.getSuggestions()) + "?"
            : "";
    command.getErr().println(name + ": " + message + guess + " (see \"" + name + " --help\")");
    return CommandLine.ExitCode.USAGE;
  }
}
