package org.kxover.control;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * What the daemon says of itself, for {@code kxover check}.
 *
 * @param user the user that it runs as
 * @param kdcs the KDC processes that are connected
 * @param sinceElsewhere how long ago another machine connected to the port for other realms; empty
 *     if none has since the start
 */
public record DaemonReport(User user, List<Kdc> kdcs, Optional<Duration> sinceElsewhere) {
  /** The ids of a user and of its groups. */
  public record User(long uid, long gid, List<Long> groups) {
    private static final Path STATUS = Path.of("/proc/self/status");
    private static final int IDS = 4;
    private static final Pattern NUMBERS = Pattern.compile("|[0-9]{1,10}(\\s+[0-9]{1,10})*");

    public User {
      groups = List.copyOf(groups);
    }

    /**
     * The user of this process, as the kernel knows it: it may have no name (proc(5)). Java's own
     * class calls a user without a name root.
     *
     * @throws IOException if the kernel does not say
     */
    public static User ofThisProcess() throws IOException {
      return of(STATUS);
    }

    static User of(Path status) throws IOException {
      List<String> lines = Files.readAllLines(status);
      return new User(
          effective(numbers(lines, "Uid:"), status),
          effective(numbers(lines, "Gid:"), status),
          numbers(lines, "Groups:"));
    }

    /** Of four ids, the real one comes first, and the effective one second. */
    private static long effective(List<Long> ids, Path status) throws IOException {
      if (ids.size() != IDS) {
        throw new IOException(status + " has not the four ids of a process: " + ids);
      }
      return ids.get(1);
    }

    private static List<Long> numbers(List<String> lines, String name) throws IOException {
      String text =
          lines.stream()
              .filter(line -> line.startsWith(name))
              .findFirst()
              .map(line -> line.substring(name.length()).strip())
              .orElseThrow(() -> new IOException("the kernel does not say this process's " + name));
      if (!NUMBERS.matcher(text).matches()) {
        throw new IOException("the kernel says no numbers: " + name + " " + text);
      }
      return text.isEmpty()
          ? List.of()
          : Arrays.stream(text.split("\\s+", -1)).map(Long::valueOf).toList();
    }
  }

  /**
   * A KDC process that is connected.
   *
   * @param age of the connection
   * @param requests that came over it
   */
  public record Kdc(long pid, Duration age, long requests) {}

  public DaemonReport {
    kdcs = List.copyOf(kdcs);
  }
}
