package org.kxover.lab;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** A page of the documents, with commands for administrators and what these print. */
public final class LabPage {
  /** Commands, and the block of output that may follow before the next commands. */
  private static final Pattern STEP =
      Pattern.compile(
          "(?ms)^( *)```sh\n(.*?)^ *```$(?:(?:(?!^ *```|^## ).)*?^ *```text\n(.*?)^ *```$)?");

  private final String text;

  /**
   * A block of commands.
   *
   * @param commands as on the page, without indentation
   * @param output lines that the commands print in this order, among others; an ellipsis stands for
   *     any text
   */
  public record Step(String commands, List<String> output) {
    /** The first line of {@link #output} that is missing; empty if none is. */
    public String missing(String printed) {
      List<String> lines = printed.lines().map(String::strip).toList();
      int at = 0;
      for (String line : output) {
        Pattern wanted = Pattern.compile(Pattern.quote(line).replace("…", "\\E.*\\Q"));
        while (at < lines.size() && !wanted.matcher(lines.get(at)).matches()) {
          at++;
        }
        if (at++ == lines.size()) {
          return line;
        }
      }
      return "";
    }
  }

  /**
   * @param page such as {@code doc/RUNBOOKS.md}
   */
  public LabPage(String page) throws IOException {
    text = Files.readString(Path.of(page));
  }

  /** The blocks of commands below a heading of the second level, in order. */
  public List<Step> steps(String heading) {
    String[] parts = text.split("(?m)^## " + Pattern.quote(heading) + "$", -1);
    if (parts.length != 2) {
      throw new IllegalArgumentException("not one heading \"" + heading + "\"");
    }
    List<Step> steps = new ArrayList<>();
    Matcher step = STEP.matcher(parts[1].split("(?m)^## ")[0]);
    while (step.find()) {
      String output = step.group(3) == null ? "" : step.group(3);
      steps.add(
          new Step(
              step.group(2).indent(-step.group(1).length()),
              output.lines().map(String::strip).toList()));
    }
    return steps;
  }
}
