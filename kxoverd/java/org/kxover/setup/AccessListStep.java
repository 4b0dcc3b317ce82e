package org.kxover.setup;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import org.kxover.kerberos.Realm;

/**
 * Gives kxoverd its rights in the access list of kadmind: all rights that it needs on crossover
 * principals, and none on the own {@code krbtgt} of the realm or on other principals. kadmind uses
 * the first line that matches, so these lines come first in the list.
 */
public final class AccessListStep implements ReversibleStep {
  private static final String COMMENT =
      "# Rights of kxoverd on crossover principals only. These lines must come first.";

  private final Path file;
  private final Realm realm;
  private final String principal;
  private final List<String> lines;

  /**
   * @param file the {@code acl_file} of kadmind, which need not exist yet
   */
  public AccessListStep(Path file, Realm realm) {
    this.file = file;
    this.realm = realm;
    this.principal = AdministratorStep.NAME + "@" + realm;
    this.lines =
        List.of(
            principal + "  ACDEIMPSX  krbtgt/" + realm + "@" + realm,
            principal + "  acdim      krbtgt/*@*",
            principal + "  l");
  }

  /** The lines, in the order of the file. */
  public List<String> lines() {
    return lines;
  }

  @Override
  public Optional<String> plan() throws IOException {
    List<String> all = TextFile.lines(file).stream().map(AccessListStep::singleSpaced).toList();
    List<String> present = all.stream().filter(this::isOurs).toList();
    if (present.size() >= lines.size() && present.subList(0, lines.size()).equals(wanted())) {
      Optional<String> before =
          all.subList(0, all.indexOf(present.get(0))).stream().filter(this::isForUs).findFirst();
      return before.map(
          line ->
              "move the lines for "
                  + principal
                  + " to the beginning of "
                  + file
                  + ", as kadmind takes \""
                  + line
                  + "\" before them");
    }
    if (!present.isEmpty()) {
      throw new IOException(
          file
              + " has other lines for "
              + principal
              + "; delete them, or replace them by these:\n  "
              + String.join("\n  ", lines));
    }
    return Optional.of(
        "put these lines first in "
            + file
            + "; the other lines stay as they are:\n  "
            + String.join("\n  ", lines));
  }

  @Override
  public void carryOut() throws IOException {
    if (plan().isEmpty()) {
      return;
    }
    List<String> newLines = new ArrayList<>();
    newLines.add(COMMENT);
    newLines.addAll(lines);
    TextFile.lines(file).stream()
        .filter(line -> !line.equals(COMMENT) && !wanted().contains(singleSpaced(line)))
        .forEach(newLines::add);
    TextFile.replace(file, newLines);
  }

  private List<String> wanted() {
    return lines.stream().map(AccessListStep::singleSpaced).toList();
  }

  /** True if kadmind takes the line for our principal: a star stands for a word (kadm5.acl(5)). */
  private boolean isForUs(String line) {
    String name = line.split(" ", 2)[0];
    List<String> pattern = words(name.contains("@") ? name : name + "@" + realm);
    List<String> ours = words(principal);
    return name.equals("*")
        || (pattern.size() == ours.size()
            && IntStream.range(0, ours.size())
                .allMatch(i -> pattern.get(i).equals("*") || pattern.get(i).equals(ours.get(i))));
  }

  private static List<String> words(String name) {
    return List.of(name.split("[/@]", -1));
  }

  @Override
  public Optional<String> takeBackPlan() throws IOException {
    return TextFile.lines(file).stream().anyMatch(this::isOurs)
        ? Optional.of("remove the lines for " + principal + " from " + file)
        : Optional.empty();
  }

  @Override
  public void takeBack() throws IOException {
    if (takeBackPlan().isPresent()) {
      TextFile.replace(
          file,
          TextFile.lines(file).stream()
              .filter(line -> !isOurs(line) && !line.equals(COMMENT))
              .toList());
    }
  }

  private boolean isOurs(String line) {
    return line.strip().startsWith(principal + " ") || line.strip().startsWith(principal + "\t");
  }

  private static String singleSpaced(String line) {
    return line.strip().replaceAll("\\s+", " ");
  }
}
