package org.kxover.cli;

import java.io.Console;
import java.util.Optional;

/** Where a person can be asked. */
interface Terminal {
  /** What was typed; empty where there is nobody to ask. */
  Optional<String> ask(String question);

  static Terminal ofProcess() {
    return question -> {
      Console console = System.console();
      return console == null
          ? Optional.empty()
          : Optional.of(Optional.ofNullable(console.readLine("%s ", question)).orElse(""));
    };
  }
}
