package org.kxover.bench;

import java.io.IOException;
import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collection;
import java.util.List;
import java.util.Locale;

/** All raw numbers of a run, in a file with lines {@code series TAB unit TAB value}. */
public final class Raw implements AutoCloseable {
  private final PrintStream file;
  private final PrintStream terminal;

  Raw(Path path, PrintStream terminal) throws IOException {
    this.file = new PrintStream(Files.newOutputStream(path), false, "UTF-8");
    this.terminal = terminal;
    file.println("series\tunit\tvalue");
  }

  /** Prints the progress. */
  public void say(String format, Object... arguments) {
    terminal.printf(Locale.ROOT, "   " + format + "%n", arguments);
  }

  /** Writes the values, and prints their median and range. */
  public void add(String series, String unit, Collection<Double> values) {
    for (double value : values) {
      file.printf(Locale.ROOT, "%s\t%s\t%s%n", series, unit, value);
    }
    file.flush();
    Samples samples = new Samples(values);
    say(
        "%-52s %9s %s, %s to %s of %d",
        series,
        Row.number(samples.median()),
        unit,
        Row.number(samples.min()),
        Row.number(samples.max()),
        values.size());
  }

  public void add(String series, String unit, double value) {
    add(series, unit, List.of(value));
  }

  @Override
  public void close() {
    file.close();
    if (file.checkError()) {
      throw new UncheckedIOException(new IOException("the raw numbers could not be written"));
    }
  }
}
