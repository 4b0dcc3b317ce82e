package org.kxover.bench;

import java.util.List;
import java.util.Locale;
import java.util.stream.IntStream;

/**
 * Many crossovers from one that kxoverd has made: in a dump of the database they differ by the
 * peer's name only, which is as long for each.
 */
public final class CrossoverCopies {
  /** The peer of the one that is there already. */
  public static final String FIRST = peer(0);

  private CrossoverCopies() {}

  /** The name of a peer's realm. */
  public static String peer(int number) {
    return String.format(Locale.ROOT, "P%06d.EXAMPLE", number);
  }

  /** The names of so many peers. */
  public static List<String> peers(int count) {
    return IntStream.range(0, count).mapToObj(CrossoverCopies::peer).toList();
  }

  /**
   * @param dump of {@code kdb5_util dump}, which has the crossover with {@link #FIRST}
   * @return the same with so many of them
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
