package org.kxover.upstream;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/**
 * One of MIT krb5's own tests.
 *
 * @param folder in the build tree, in which it runs, such as {@code tests/gssapi}
 * @param script relative to that folder
 * @param arguments for the script
 */
record MitTest(String folder, String script, List<String> arguments) {

  /**
   * Reads a line of {@code make check-pytests RUNPYTEST=echo}: the script and its arguments.
   *
   * @return empty if make itself says something
   */
  static Optional<MitTest> of(String folder, String line) {
    List<String> words = List.of(line.strip().split(" +"));
    if (!words.get(0).matches("\\S*/t_\\S+\\.py")) {
      return Optional.empty();
    }
    return Optional.of(new MitTest(folder, words.get(0), words.subList(1, words.size())));
  }

  /** The script's name without its ending, such as {@code t_referral}. */
  String name() {
    return Path.of(script).getFileName().toString().replaceFirst("\\.py$", "");
  }
}
