package org.kxover.cli;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import picocli.CommandLine;
import picocli.CommandLine.Model.OptionSpec;

/** Completions for zsh and fish, which picocli does not write. */
final class OtherShells {
  private final String name;

  /** Each command by its words without the program's name, such as {@code dns publish}. */
  private final Map<String, CommandLine> commands = new TreeMap<>();

  OtherShells(String name, CommandLine root) {
    this.name = name;
    collect("", root);
  }

  private void collect(String path, CommandLine command) {
    commands.put(path, command);
    command.getSubcommands().forEach((word, sub) -> collect((path + " " + word).strip(), sub));
  }

  /** All words that are commands, with bars between them. */
  private String words() {
    Set<String> words = new LinkedHashSet<>();
    commands.values().forEach(command -> words.addAll(command.getSubcommands().keySet()));
    return words.isEmpty() ? "-" : String.join("|", words);
  }

  /** The first sentence of a description, without what shells treat in a special way. */
  private static String plain(String[] description) {
    return String.join(" ", description)
        .replaceAll("\\$\\{DEFAULT-VALUE\\}", "set")
        .replaceFirst("(?s)(?<=[^.]{3}\\.) .*", "")
        .replaceAll("[^A-Za-z0-9 ,./()-]", "")
        .strip();
  }

  private static String about(CommandLine command) {
    return plain(command.getCommandSpec().usageMessage().description());
  }

  private static List<String> names(OptionSpec option) {
    return List.of(option.names());
  }

  String fish() {
    StringBuilder script = new StringBuilder();
    String at = "__" + name + "_at";
    script.append("# The commands before the cursor, without options and their values.\n");
    script.append("function ").append(at).append("\n");
    script.append("    set -l words (commandline -opc)\n");
    script.append("    set -l path (string match -r '^(?:" + words() + ")$' -- $words[2..-1])\n");
    script.append("    test \"$path\" = \"$argv\"\nend\n");
    commands.forEach(
        (path, command) -> {
          String start = "complete -c " + name + " -n '" + (at + " " + path).strip() + "'";
          command
              .getSubcommands()
              .forEach(
                  (word, sub) ->
                      script.append(start + " -f -a " + word + " -d '" + about(sub) + "'\n"));
          for (OptionSpec option : command.getCommandSpec().options()) {
            script.append(start);
            for (String one : names(option)) {
              script
                  .append(one.startsWith("--") ? " -l " : " -s ")
                  .append(one.replaceFirst("^-+", ""));
            }
            script.append(option.arity().max() > 0 ? " -r" : "");
            script.append(" -d '" + plain(option.description()) + "'\n");
          }
        });
    return script.toString();
  }

  String zsh() {
    StringBuilder script = new StringBuilder("#compdef " + name + "\n\n");
    script.append("local word\nlocal -a path_words commands options\n");
    script.append("for word in ${words[2,CURRENT-1]}; do\n    case $word in\n");
    script.append("        " + words() + ") path_words+=($word) ;;\n    esac\ndone\n");
    script.append("case \"${path_words[*]}\" in\n");
    commands.forEach(
        (path, command) -> {
          List<String> subs = new ArrayList<>();
          command.getSubcommands().forEach((word, sub) -> subs.add(word + ":" + about(sub)));
          List<String> options = new ArrayList<>();
          for (OptionSpec option : command.getCommandSpec().options()) {
            names(option).forEach(one -> options.add(one + ":" + plain(option.description())));
          }
          script.append("    '" + path + "')\n");
          script.append("        commands=(" + quoted(subs) + ")\n");
          script.append("        options=(" + quoted(options) + ") ;;\n");
        });
    script.append("esac\n");
    script.append("if [[ $PREFIX == -* ]]; then\n    _describe -o option options\n");
    script.append("elif (( $#commands )); then\n    _describe command commands\n");
    script.append("else\n    _files\nfi\n");
    return script.toString();
  }

  private static String quoted(List<String> words) {
    return words.isEmpty() ? "" : "'" + String.join("' '", words) + "'";
  }
}
