package org.kxover.setup;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Writes lines of the KDC's configuration into a file of our own, in a folder that it includes. */
public final class KdcFileStep implements ReversibleStep {
  /** Of a form that every release of krb5 includes: names with dots are for 1.15 and later. */
  private static final String PREFIX = "kxover";

  private static final String COMMENT = "# Made by kxover: ";

  /** What the KDC's configuration has to say, and does not. */
  public interface Lines {
    /** The lines; none if the configuration says it, wherever that is. */
    List<String> missing() throws IOException;
  }

  private final KdcFolderStep folder;
  private final String name;
  private final String about;
  private final Lines lines;

  /**
   * @param name of the file, after "kxover"; empty, or beginning with a hyphen
   * @param about what the lines are for
   */
  public KdcFileStep(KdcFolderStep folder, String name, String about, Lines lines) {
    this.folder = folder;
    this.name = PREFIX + name;
    this.about = about;
    this.lines = lines;
  }

  static boolean isOurs(Path file) {
    return file.getFileName().toString().startsWith(PREFIX);
  }

  /** The file, which need not exist. */
  public Path file() throws IOException {
    return folder.folder().resolve(name);
  }

  @Override
  public Optional<String> plan() throws IOException {
    List<String> missing = lines.missing();
    return missing.isEmpty()
        ? Optional.empty()
        : Optional.of(
            "write these lines to "
                + file()
                + ", for "
                + about
                + ":\n  "
                + String.join("\n  ", missing));
  }

  @Override
  public void carryOut() throws IOException {
    List<String> missing = lines.missing();
    if (missing.isEmpty()) {
      return;
    }
    List<String> text = new ArrayList<>(TextFile.lines(file()));
    if (!text.contains(comment())) {
      text.add(comment());
    }
    text.addAll(missing);
    TextFile.replace(file(), text);
    if (!lines.missing().isEmpty()) {
      throw new IOException(
          file()
              + " is written, but libkrb5 does not read it; see krb5.conf(5) for what is included");
    }
  }

  private String comment() {
    return COMMENT + about;
  }

  /** What is before our comment is the administrator's. */
  @Override
  public Optional<String> takeBackPlan() throws IOException {
    int ours = TextFile.lines(file()).indexOf(comment());
    return ours < 0
        ? Optional.empty()
        : Optional.of(ours == 0 ? "delete " + file() : "remove our lines from " + file());
  }

  @Override
  public void takeBack() throws IOException {
    List<String> text = TextFile.lines(file());
    int ours = text.indexOf(comment());
    if (ours == 0) {
      Files.delete(file());
    } else if (ours > 0) {
      TextFile.replace(file(), text.subList(0, ours));
    }
  }
}
