package org.kxover.kdb.kadmin;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;
import org.kxover.kerberos.EncryptionType;
import org.kxover.kerberos.Printable;

/**
 * What {@code kxover-enctypes} printed.
 *
 * @param permitted the numbers of the encryption types that the KDC permits
 * @param later those that the files permit now, and did not at an earlier reading
 * @param closed files of the configuration that our user may not read
 */
record PermittedTypesReading(Set<Integer> permitted, Set<Integer> later, List<String> closed) {
  private static final Pattern PERMITTED = Pattern.compile("permitted( -?[0-9]{1,9}){0,64}");
  private static final String CLOSED = "closed ";
  private static final int MAX_PATH = 200;

  PermittedTypesReading {
    permitted = Set.copyOf(permitted);
    later = Set.copyOf(later);
    closed = List.copyOf(closed);
  }

  boolean permits(EncryptionType type) {
    return permitted.contains(type.number());
  }

  boolean permitsLater(EncryptionType type) {
    return later.contains(type.number());
  }

  /** This reading without the types that {@code earlier} did not permit. */
  PermittedTypesReading after(PermittedTypesReading earlier) {
    Set<Integer> both = new HashSet<>(permitted);
    both.retainAll(earlier.permitted);
    Set<Integer> added = new HashSet<>(permitted);
    added.removeAll(earlier.permitted);
    return new PermittedTypesReading(both, added, closed);
  }

  static PermittedTypesReading parse(String output) throws KadminSyntaxException {
    List<String> lines = List.of(output.split("\n", -1));
    int end = lines.size() - 2;
    if (end < 1 || !lines.get(end).equals("end") || !lines.get(end + 1).isEmpty()) {
      throw new KadminSyntaxException("the output of kxover-enctypes is incomplete");
    }
    if (!PERMITTED.matcher(lines.get(0)).matches()) {
      throw unexpected(lines.get(0));
    }
    Set<Integer> permitted = new HashSet<>();
    Arrays.stream(lines.get(0).split(" ")).skip(1).map(Integer::valueOf).forEach(permitted::add);
    List<String> closed = new ArrayList<>();
    for (String line : lines.subList(1, end)) {
      if (!line.startsWith(CLOSED)) {
        throw unexpected(line);
      }
      closed.add(Printable.line(line.substring(CLOSED.length()), MAX_PATH));
    }
    return new PermittedTypesReading(permitted, Set.of(), closed);
  }

  private static KadminSyntaxException unexpected(String line) {
    return new KadminSyntaxException(
        "kxover-enctypes printed an unknown line: " + Printable.quote(line));
  }
}
