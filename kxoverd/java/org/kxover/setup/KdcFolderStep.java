package org.kxover.setup;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * Lets kdc.conf include a folder, so that our lines are in files of their own. The directive comes
 * last: what the administrator wrote before it holds. The folder is made first, as krb5kdc does not
 * start where it is missing.
 */
public final class KdcFolderStep implements ReversibleStep {
  private static final String COMMENT =
      "# Made by kxover: the files in this folder belong to this file.";

  /** MIT krb5 takes the word at the beginning of a line only (krb5.conf(5)). */
  private static final Pattern DIRECTIVE = Pattern.compile("includedir\\s+(/\\S*)\\s*");

  private final Path kdcConf;

  public KdcFolderStep(Path kdcConf) {
    this.kdcConf = kdcConf.toAbsolutePath();
  }

  /** The folder that kdc.conf includes, or the one that this step would make. */
  public Path folder() throws IOException {
    return included().orElse(own());
  }

  private Optional<Path> included() throws IOException {
    for (String line : TextFile.lines(kdcConf)) {
      Matcher directive = DIRECTIVE.matcher(line);
      if (directive.matches()) {
        return Optional.of(Path.of(directive.group(1)));
      }
    }
    return Optional.empty();
  }

  private Path own() {
    return kdcConf.resolveSibling(kdcConf.getFileName() + ".d");
  }

  /** False where this user cannot write the files, such as on a file system that is read-only. */
  public boolean isPossible() throws IOException {
    Optional<Path> included = included();
    return included.isPresent()
        ? isWritableFolder(included.get())
        : Files.isWritable(kdcConf) && isWritableFolder(kdcConf.toRealPath().getParent());
  }

  private static boolean isWritableFolder(Path folder) {
    return Files.isDirectory(folder) && Files.isWritable(folder);
  }

  private String directive() {
    return "includedir " + own();
  }

  @Override
  public Optional<String> plan() throws IOException {
    return included().isPresent()
        ? Optional.empty()
        : Optional.of(
            "make the folder " + own() + ", and add to " + kdcConf + ":\n  " + directive());
  }

  @Override
  public void carryOut() throws IOException {
    if (included().isPresent()) {
      return;
    }
    Files.createDirectories(own());
    List<String> lines = new ArrayList<>(TextFile.lines(kdcConf));
    lines.add(COMMENT);
    lines.add(directive());
    TextFile.replace(kdcConf, lines);
  }

  /** Only what this step added, and only while nobody else has a file in the folder. */
  @Override
  public Optional<String> takeBackPlan() throws IOException {
    if (!TextFile.lines(kdcConf).contains(directive()) || hasFilesOfOthers()) {
      return Optional.empty();
    }
    return Optional.of("remove \"" + directive() + "\" from " + kdcConf + ", and the folder");
  }

  private boolean hasFilesOfOthers() throws IOException {
    if (!Files.exists(own())) {
      return false;
    }
    try (Stream<Path> files = Files.list(own())) {
      return files.anyMatch(file -> !KdcFileStep.isOurs(file));
    }
  }

  @Override
  public void takeBack() throws IOException {
    if (takeBackPlan().isEmpty()) {
      return;
    }
    TextFile.replace(
        kdcConf,
        TextFile.lines(kdcConf).stream()
            .filter(line -> !line.equals(COMMENT) && !line.equals(directive()))
            .toList());
    Files.deleteIfExists(own());
  }
}
