package org.kxover.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.Locale;
import org.junit.jupiter.api.Test;
import org.kxover.config.Section;
import org.kxover.config.Setting;
import org.kxover.config.Settings;
import picocli.CommandLine;
import picocli.CommandLine.Model.OptionSpec;

class ManPagesTest {
  private static String plain(String page) {
    return page.replace("\\-", "-").replace("\\e", "\\").replace("\\&", "");
  }

  /** The man page describes every subcommand with every option. */
  @Test
  void everyVerbAndOptionIsDescribed() throws Exception {
    String page = plain(ManPages.pages().get("kxover.8"));
    assertDescribed(page, ManPages.kxover());
  }

  private static void assertDescribed(String page, CommandLine command) {
    for (CommandLine verb : command.getSubcommands().values()) {
      String name = verb.getCommandSpec().qualifiedName();
      if (!(verb.getCommand() instanceof Runnable)) {
        assertTrue(page.contains("\n.SH " + name.toUpperCase(Locale.ROOT) + "\n"), name);
      }
      for (OptionSpec option : verb.getCommandSpec().options()) {
        assertTrue(page.contains(option.longestName()), name + " " + option.longestName());
        assertTrue(
            option.description().length > 0, name + " " + option.longestName() + " says nothing");
      }
      assertDescribed(page, verb);
    }
  }

  @Test
  void eachPageHasExamples() throws Exception {
    ManPages.pages()
        .forEach(
            (name, page) -> assertTrue(page.matches("(?s).*\n\\.SH EXAMPLES\n.*\n\\.B .*"), name));
  }

  /** Every macro at the beginning of a line exists in man(7). */
  @Test
  void nothingElseBeginsWithADot() throws Exception {
    List<String> known =
        List.of(".TH", ".SH", ".SS", ".PP", ".TP", ".TQ", ".IP", ".B", ".I", ".BR", ".br");
    ManPages.pages()
        .forEach(
            (name, page) ->
                page.lines()
                    .filter(line -> line.startsWith("."))
                    .forEach(line -> assertTrue(known.contains(line.split(" ")[0]), name + line)));
  }

  /** The man page has every setting with its default, its description and the allowed values. */
  @Test
  void everySettingIsDescribed() throws Exception {
    String page = plain(ManPages.pages().get("kxoverd.conf.5"));
    for (Section<?> section : Settings.sections()) {
      assertDescribes(page, section);
    }
    String told =
        "including the look-ups for its chain of trust. Allowed: a time from 100ms to 1m (";
    assertTrue(
        page.contains("\n.TP\n.B timeout = 5s\nThe time limit for one DNS look-up, " + told), page);
    assertEquals(3, ManPages.pages().size());
  }

  private static <S> void assertDescribes(String page, Section<S> section) {
    assertTrue(page.contains("\n.SH [" + section.title() + "]\n"), section.title());
    for (Setting<S, ?> setting : section.settings()) {
      String entry = "\n.TP\n.B " + section.example(setting) + "\n";
      assertTrue(page.contains(entry + setting.text().lines().findFirst().get()), entry);
      assertTrue(page.contains(" Allowed: " + setting.allowed() + "."), entry);
    }
  }
}
