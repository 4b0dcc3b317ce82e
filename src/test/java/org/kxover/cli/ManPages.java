package org.kxover.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Clock;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import org.kxover.config.Section;
import org.kxover.config.Setting;
import org.kxover.config.Settings;
import picocli.CommandLine;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.Model.PositionalParamSpec;

/**
 * Makes the man pages. The pages of the programs come from their command lines, the page of the
 * settings from their declarations, and additional sections from {@code doc/man}. So the man pages
 * always match the programs.
 */
public final class ManPages {
  private static final Path EXTRA_SECTIONS = Path.of("doc/man");

  private ManPages() {}

  /** Writes all pages into a folder. */
  public static void main(String[] arguments) throws IOException {
    Path folder = Files.createDirectories(Path.of(arguments[0]));
    for (Map.Entry<String, String> page : pages().entrySet()) {
      Files.writeString(folder.resolve(page.getKey()), page.getValue());
    }
  }

  /** The pages by their file names. */
  static Map<String, String> pages() throws IOException {
    Map<String, String> pages = new TreeMap<>();
    pages.put("kxoverd.8", program(kxoverd()));
    pages.put("kxover.8", program(kxover()));
    pages.put("kxoverd.conf.5", settings());
    return pages;
  }

  static CommandLine kxover() {
    return KxoverCommand.create(
        Clock.systemUTC(), new SecureRandom(), settings -> null, realm -> null);
  }

  private static CommandLine kxoverd() {
    return KxoverdCommand.create((config, settings, foreground) -> 0);
  }

  private static String program(CommandLine command) throws IOException {
    CommandSpec spec = command.getCommandSpec();
    StringBuilder page = new StringBuilder(title(spec.name(), 8));
    String[] described = spec.usageMessage().description();
    page.append(".SH NAME\n").append(spec.name()).append(" \\- ");
    page.append(text(lowerFirst(described[0]).replaceAll("\\.$", ""))).append('\n');
    page.append(".SH SYNOPSIS\n.B ").append(text(synopsis(command))).append('\n');
    page.append(".SH DESCRIPTION\n");
    paragraphs(page, described);
    options(page, spec);
    for (CommandLine verb : verbs(command)) {
      CommandSpec verbSpec = verb.getCommandSpec();
      page.append(".SH ").append(text(verbSpec.qualifiedName().toUpperCase(Locale.ROOT)));
      page.append("\n.B ").append(text(synopsis(verb))).append("\n.PP\n");
      paragraphs(page, verbSpec.usageMessage().description());
      options(page, verbSpec);
      footer(page, verbSpec);
      exitCodes(page, ".SS", verbSpec);
    }
    exitCodes(page, ".SH", spec);
    appendExtra(page, spec.name() + ".8.in");
    return page.toString();
  }

  /** All subcommands that do something, in the order of the help. */
  private static List<CommandLine> verbs(CommandLine command) {
    List<CommandLine> verbs = new ArrayList<>();
    for (CommandLine verb : command.getSubcommands().values()) {
      // Groups such as "cert" only say that a command is missing.
      if (!(verb.getCommand() instanceof Runnable)) {
        verbs.add(verb);
      }
      verbs.addAll(verbs(verb));
    }
    return verbs;
  }

  private static String synopsis(CommandLine command) {
    return command.getHelp().synopsis(0).strip().replaceAll("\\s+", " ");
  }

  private static void paragraphs(StringBuilder page, String[] paragraphs) {
    for (String paragraph : paragraphs) {
      for (String line : paragraph.split("%n")) {
        if (!line.isBlank()) {
          boolean item = line.startsWith("  ");
          page.append(item ? ".IP \"\" 2\n" : ".PP\n").append(text(line.strip())).append('\n');
        }
      }
    }
  }

  private static void options(StringBuilder page, CommandSpec spec) {
    if (spec.options().isEmpty() && spec.positionalParameters().isEmpty()) {
      return;
    }
    page.append(".SS Options\n");
    for (PositionalParamSpec parameter : spec.positionalParameters()) {
      page.append(".TP\n.I ").append(text(parameter.paramLabel())).append('\n');
      page.append(text(String.join(" ", parameter.description()))).append('\n');
    }
    for (OptionSpec option : spec.options()) {
      page.append(".TP\n.B ").append(text(String.join(", ", option.names())));
      if (option.arity().max() > 0) {
        page.append(" \\fI").append(text(option.paramLabel())).append("\\fR");
      }
      String described =
          String.join(" ", option.description())
              .replace("${DEFAULT-VALUE}", String.valueOf(defaultOf(option)));
      page.append('\n').append(text(described)).append('\n');
    }
  }

  private static void footer(StringBuilder page, CommandSpec spec) {
    String[] footer = spec.usageMessage().footer();
    if (footer.length > 0) {
      String heading = spec.usageMessage().footerHeading().replaceAll("%n|:", "");
      page.append(".SS ").append(text(heading)).append('\n');
      paragraphs(page, footer);
    }
  }

  private static String defaultOf(OptionSpec option) {
    return option.defaultValue() != null
        ? option.defaultValue()
        : String.valueOf(option.initialValue());
  }

  private static void exitCodes(StringBuilder page, String heading, CommandSpec spec) {
    Map<String, String> codes = spec.usageMessage().exitCodeList();
    if (codes.isEmpty()) {
      return;
    }
    page.append(heading).append(" EXIT STATUS\n");
    codes.forEach(
        (code, meaning) ->
            page.append(".TP\n.B ")
                .append(text(code))
                .append('\n')
                .append(text(meaning))
                .append('\n'));
  }

  private static String settings() throws IOException {
    StringBuilder page = new StringBuilder(title("kxoverd.conf", 5));
    page.append(".SH NAME\nkxoverd.conf \\- settings of kxoverd\n.SH DESCRIPTION\n");
    page.append(text(joined(Settings.TEXT))).append('\n');
    Settings.sections().forEach(section -> section(page, section));
    appendExtra(page, "kxoverd.conf.5.in");
    return page.toString();
  }

  private static <S> void section(StringBuilder page, Section<S> section) {
    page.append(".SH ").append(text("[" + section.title() + "]")).append('\n');
    page.append(text(joined(section.text()))).append('\n');
    for (Setting<S, ?> setting : section.settings()) {
      page.append(".TP\n.B ").append(text(section.example(setting))).append('\n');
      page.append(text(joined(setting.text()) + " Allowed: " + setting.allowed() + "."));
      page.append(
          switch (setting.presence()) {
            case BY_DEFAULT -> "\n";
            case OPTIONAL -> " Not set by default.\n";
            case REQUIRED -> " This must be set.\n";
          });
    }
  }

  private static String joined(String lines) {
    return lines.strip().replaceAll("\\s+", " ");
  }

  private static String title(String name, int section) {
    return ".TH " + name.toUpperCase(Locale.ROOT) + " " + section + " \"\" KXOVER\n";
  }

  /** Appends the additional sections, which are written in man(7). */
  private static void appendExtra(StringBuilder page, String file) throws IOException {
    page.append(Files.readString(EXTRA_SECTIONS.resolve(file)));
  }

  private static String lowerFirst(String text) {
    return text.substring(0, 1).toLowerCase(Locale.ROOT) + text.substring(1);
  }

  private static String text(String plain) {
    String escaped = plain.replace("\\", "\\e").replace("-", "\\-");
    return Arrays.stream(escaped.split("\n"))
        .map(line -> line.startsWith(".") || line.startsWith("'") ? "\\&" + line : line)
        .reduce((one, other) -> one + "\n" + other)
        .orElse("");
  }
}
