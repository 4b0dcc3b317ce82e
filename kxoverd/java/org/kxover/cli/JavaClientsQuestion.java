package org.kxover.cli;

import java.io.IOException;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.kxover.setup.HostBasedLines;
import org.kxover.setup.KdcFileStep;

/** Whether {@code kxover setup} is to serve Java clients. */
final class JavaClientsQuestion {
  private final Terminal terminal;
  private final KdcFileStep.Lines lines;

  /**
   * @param lines those of {@link HostBasedLines}
   */
  JavaClientsQuestion(Terminal terminal, KdcFileStep.Lines lines) {
    this.terminal = terminal;
    this.lines = lines;
  }

  /**
   * The answer. Asks only if the KDC's configuration does not serve them yet.
   *
   * @param option empty if the command line does not say it
   * @param mayAsk false if nothing may be asked; the answer is then yes
   */
  boolean answer(Optional<Boolean> option, boolean mayAsk) throws IOException {
    List<String> missing = option.isPresent() || !mayAsk ? List.of() : lines.missing();
    if (missing.isEmpty()) {
      return option.orElse(true);
    }
    String said =
        terminal
            .ask(
                "Java clients ask with names of no type. The KDC refers these only with"
                    + " host_based_services = *, which then holds for all names of that form. Set"
                    + " it? [Y/n]")
            .orElse("")
            .strip()
            .toLowerCase(Locale.ROOT);
    return !said.startsWith("n");
  }
}
