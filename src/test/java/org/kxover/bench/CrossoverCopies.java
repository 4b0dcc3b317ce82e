package org.kxover.bench;

import java.io.BufferedReader;
import java.io.BufferedWriter;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.stream.IntStream;

/**
 * Makes many crossovers from one that kxoverd made. In a dump of the database they differ only in
 * the peer's name, which always has the same length.
 */
public final class CrossoverCopies {
  /** The peer of the existing crossover. */
  public static final String FIRST = peer(0);

  private CrossoverCopies() {}

  /** The name of a peer's realm. */
  public static String peer(int number) {
    return String.format(Locale.ROOT, "P%06d.EXAMPLE", number);
  }

  /** The names of the first peers. */
  public static List<String> peers(int count) {
    return IntStream.range(0, count).mapToObj(CrossoverCopies::peer).toList();
  }

  /** As {@link #of}, from file to file: a million crossovers take more than a gigabyte. */
  static void write(Path dump, int count, Path all) throws IOException {
    try (BufferedReader in = Files.newBufferedReader(dump, StandardCharsets.ISO_8859_1);
        BufferedWriter out = Files.newBufferedWriter(all, StandardCharsets.ISO_8859_1)) {
      for (String line = in.readLine(); line != null; line = in.readLine()) {
        boolean copied = line.contains("krbtgt/" + FIRST);
        for (int i = 0; i < (copied ? count : 1); i++) {
          out.write((copied ? line.replace(FIRST, peer(i)) : line) + "\n");
        }
      }
    }
  }

  /**
   * @param dump output of {@code kdb5_util dump}, with the crossover with {@link #FIRST}
   * @return the dump with {@code count} crossovers
   */
  public static String of(String dump, int count) {
    StringBuilder all = new StringBuilder();
    for (String line : dump.split("(?<=\n)")) {
      if (line.contains("krbtgt/" + FIRST)) {
        peers(count).forEach(peer -> all.append(line.replace(FIRST, peer)));
      } else {
        all.append(line);
      }
    }
    return all.toString();
  }
}
