package org.kxover.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.Locale;
import org.junit.jupiter.api.Test;
import picocli.CommandLine;
import picocli.CommandLine.Model.OptionSpec;

class ManPagesTest {
  private static String plain(String page) {
    return page.replace("\\-", "-").replace("\\e", "\\").replace("\\&", "");
  }

  /** Every verb is told with every option, and no verb or option is left without a word. */
  @Test
  void everyVerbAndOptionIsDescribed() throws Exception {
    String page = plain(ManPages.pages().get("kxover.8"));
    assertDescribed(page, ManPages.kxover());
  }

  private static void assertDescribed(String page, CommandLine command) {
    for (CommandLine verb : command.getSubcommands().values()) {
      String name = verb.getCommandSpec().qualifiedName();
      if (verb.getSubcommands().isEmpty()) {
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

  /** Each macro at the beginning of a line is one that man(7) has. */
  @Test
  void nothingElseBeginsWithADot() throws Exception {
    List<String> known =
        List.of(".TH", ".SH", ".SS", ".PP", ".TP", ".TQ", ".IP", ".B", ".I", ".BR");
    ManPages.pages()
        .forEach(
            (name, page) ->
                page.lines()
                    .filter(line -> line.startsWith("."))
                    .forEach(line -> assertTrue(known.contains(line.split(" ")[0]), name + line)));
  }

  @Test
  void theSettingsAreThoseOfTheExample() throws Exception {
    String page = plain(ManPages.pages().get("kxoverd.conf.5"));
    for (String section : List.of("[kdc]", "[listen]", "[dns]", "[realm EXAMPLE.ORG]")) {
      assertTrue(page.contains("\n.SH " + section + "\n"), section);
    }
    assertTrue(page.contains("\n.B key_lifetime = 30d\n.TQ\n.B max_ticket_life = 10h\n"), page);
    assertEquals(3, ManPages.pages().size());
  }
}
