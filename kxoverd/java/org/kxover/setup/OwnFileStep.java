package org.kxover.setup;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/** Writes a file of our own. */
public final class OwnFileStep implements ReversibleStep {
  private final Path file;
  private final List<String> lines;
  private final String about;

  /**
   * @param about what the file is for
   */
  public OwnFileStep(Path file, List<String> lines, String about) {
    this.file = file;
    this.lines = List.copyOf(lines);
    this.about = about;
  }

  @Override
  public Optional<String> plan() throws IOException {
    return TextFile.lines(file).equals(lines)
        ? Optional.empty()
        : Optional.of("write " + file + ", " + about + ":\n  " + String.join("\n  ", lines));
  }

  @Override
  public void carryOut() throws IOException {
    Files.createDirectories(file.getParent());
    TextFile.replace(file, lines);
  }

  @Override
  public Optional<String> takeBackPlan() {
    return Files.exists(file) ? Optional.of("delete " + file) : Optional.empty();
  }

  @Override
  public void takeBack() throws IOException {
    Files.deleteIfExists(file);
  }
}
