package org.kxover.cli;

import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import picocli.CommandLine;
import picocli.CommandLine.Help;
import picocli.CommandLine.Model.UsageMessageSpec;

/** The list of commands in {@code kxover --help}, grouped by what an administrator wants to do. */
final class CommandGroups {
  private static final Map<String, List<String>> GROUPS = new LinkedHashMap<>();

  static {
    GROUPS.put("Set up", List.of("setup", "init", "dns", "cert"));
    GROUPS.put("Services", List.of("open", "close", "services"));
    GROUPS.put("Diagnose", List.of("check", "why", "dane-check"));
    GROUPS.put("Operate", List.of("status", "cross", "renew", "drop", "block", "unblock"));
  }

  private CommandGroups() {}

  /** Groups the commands in the help of {@code root}. */
  static CommandLine in(CommandLine root) {
    root.getHelpSectionMap().put(UsageMessageSpec.SECTION_KEY_COMMAND_LIST_HEADING, help -> "");
    root.getHelpSectionMap().put(UsageMessageSpec.SECTION_KEY_COMMAND_LIST, CommandGroups::text);
    return root;
  }

  private static String text(Help help) {
    Map<String, Help> all = help.subcommands();
    Set<String> left = new LinkedHashSet<>(all.keySet());
    StringBuilder text = new StringBuilder();
    GROUPS.forEach(
        (title, names) -> {
          List<String> present = names.stream().filter(left::remove).toList();
          group(title, present, all, text);
        });
    group("Other", List.copyOf(left), all, text);
    return text.toString();
  }

  private static void group(
      String title, List<String> names, Map<String, Help> all, StringBuilder text) {
    if (names.isEmpty()) {
      return;
    }
    text.append(String.format("%n%s:%n", title));
    for (String name : names) {
      String described = String.join(" ", all.get(name).commandSpec().usageMessage().description());
      String sentence = described.replaceFirst("(?<=[^.]{3}\\.) .*", "").replaceFirst(":.*", ".");
      String wrapped = sentence.replaceAll("(.{1,66})(?: +|$)", "$1\n" + " ".repeat(14)).strip();
      text.append(String.format("  %-11s %s%n", name, wrapped));
    }
  }
}
