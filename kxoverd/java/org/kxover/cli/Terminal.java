package org.kxover.cli;

import java.io.Console;
import java.util.Optional;

/** Asks questions on the terminal. */
interface Terminal {
  /** The answer; empty if there is no terminal. */
  Optional<String> ask(String question);

  // From Java 22 on there is a console without a terminal too. It then reads standard input, whose
  // end counts as an empty answer.
  @SuppressWarnings("SystemConsoleNull")
  static Terminal ofProcess() {
    return question -> {
      Console console = System.console();
      return console == null
          ? Optional.empty()
          : Optional.of(Optional.ofNullable(console.readLine("%s ", question)).orElse(""));
    };
  }
}
