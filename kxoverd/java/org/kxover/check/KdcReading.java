package org.kxover.check;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.kxover.kerberos.Printable;
import org.kxover.kerberos.Realm;
import org.kxover.setup.LocalCommand;

/**
 * What the configuration of a realm's KDC says of kxover, as libkrb5 reads it, with all its
 * includes. The programs {@code kxover-enctypes} and {@code kxover-profile} have libkrb5 read it.
 *
 * @param hasSettings true if there is a section {@code [kxover]}
 * @param socket where the KDC looks for kxoverd; empty if no path is named
 * @param guardMode the setting {@code guard} in kdc.conf; empty if there is none
 * @param modules by their type, {@code hostrealm} or {@code kdcpolicy}
 * @param permitted the numbers of the encryption types that the KDC permits
 * @param closed files that this user may not read, so that libkrb5 skipped them
 */
record KdcReading(
    boolean hasSettings,
    Optional<Path> socket,
    Optional<String> guardMode,
    Map<String, PluginFile> modules,
    Set<Integer> permitted,
    List<String> closed) {
  private static final String PROFILE = "kxover-profile";
  private static final String END = "end\n";
  private static final int MAX_TEXT = 500;
  private static final int MAX_LINES = 1000;

  /**
   * A module in the section {@code [plugins]}.
   *
   * @param problem why it cannot be loaded; empty if it can
   */
  record PluginFile(String path, Optional<String> problem) {}

  KdcReading {
    modules = Map.copyOf(modules);
    permitted = Set.copyOf(permitted);
    closed = List.copyOf(closed);
  }

  /**
   * Runs the programs. The one that prints the settings is beside the one of kdc_enctypes.
   *
   * @param command the setting kdc_enctypes
   * @throws IOException if a program fails, or prints something else
   */
  static KdcReading of(List<String> command, Map<String, String> variables, Realm realm)
      throws IOException {
    String profile = Path.of(command.get(command.size() - 1)).resolveSibling(PROFILE).toString();
    return parse(
        withoutEnd(new LocalCommand(command, variables).run())
            + new LocalCommand(List.of(profile), variables).run("kxover", realm.name()).text());
  }

  private static String withoutEnd(LocalCommand.Output output) throws IOException {
    if (output.exitCode() != 0 || !output.text().endsWith(END)) {
      throw new IOException("kxover-enctypes: " + output.lastLine());
    }
    return output.text().substring(0, output.text().length() - END.length());
  }

  static KdcReading parse(String output) throws IOException {
    List<String> lines = output.lines().limit(MAX_LINES).toList();
    if (lines.isEmpty() || !lines.get(lines.size() - 1).equals("end") || !output.endsWith("\n")) {
      throw new IOException("the output of kxover-profile is incomplete");
    }
    boolean hasSettings = false;
    Optional<Path> socket = Optional.empty();
    Optional<String> guardMode = Optional.empty();
    Map<String, PluginFile> modules = new LinkedHashMap<>();
    Set<Integer> permitted = new TreeSet<>();
    List<String> closed = new ArrayList<>();
    for (String line : lines.subList(0, lines.size() - 1)) {
      List<String> words = new ArrayList<>(Arrays.asList(line.split(" ", 3)));
      switch (words.get(0)) {
        case "permitted" -> permitted.addAll(numbers(line));
        case "settings" -> hasSettings = true;
        case "socket" -> socket = Optional.of(Path.of(rest(line, "socket ")));
        case "guard" -> guardMode = Optional.of(rest(line, "guard "));
        case "loads", "fails" -> {
          if (words.size() < 3) {
            throw unexpected(line);
          }
          modules.putIfAbsent(words.get(1), module(words.get(0), words.get(2)));
        }
        case "closed" -> closed.add(Printable.line(rest(line, "closed "), MAX_TEXT));
        default -> throw unexpected(line);
      }
    }
    return new KdcReading(hasSettings, socket, guardMode, modules, permitted, closed);
  }

  private static PluginFile module(String word, String text) {
    int end = text.indexOf(": ");
    return word.equals("loads") || end < 0
        ? new PluginFile(Printable.line(text, MAX_TEXT), Optional.empty())
        : new PluginFile(
            Printable.line(text.substring(0, end), MAX_TEXT),
            Optional.of(Printable.line(text.substring(end + 2), MAX_TEXT)));
  }

  private static List<Integer> numbers(String line) throws IOException {
    if (!line.matches("permitted( -?[0-9]{1,9}){0,64}")) {
      throw unexpected(line);
    }
    return Arrays.stream(line.split(" ", -1)).skip(1).map(Integer::valueOf).toList();
  }

  private static String rest(String line, String start) throws IOException {
    if (!line.startsWith(start) || line.length() == start.length()) {
      throw unexpected(line);
    }
    return line.substring(start.length());
  }

  private static IOException unexpected(String line) {
    return new IOException("kxover-profile printed an unknown line: " + Printable.quote(line));
  }

  Optional<PluginFile> plugin() {
    return Optional.ofNullable(modules.get("hostrealm"));
  }

  Optional<PluginFile> guard() {
    return Optional.ofNullable(modules.get("kdcpolicy"));
  }
}
