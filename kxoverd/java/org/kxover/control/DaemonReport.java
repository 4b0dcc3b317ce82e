package org.kxover.control;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

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

    public User {
      groups = List.copyOf(groups);
    }

    /**
     * The user of this process, as the kernel knows it: it may have no name (proc(5)).
     *
     * @throws UncheckedIOException if the kernel does not say
     */
    public static User ofThisProcess() {
      try {
        List<String> lines = Files.readAllLines(STATUS);
        return new User(
            numbers(lines, "Uid:").get(1),
            numbers(lines, "Gid:").get(1),
            numbers(lines, "Groups:"));
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }

    /** The numbers of a line: of Uid and Gid the real one, the effective one, and others. */
    private static List<Long> numbers(List<String> lines, String name) throws IOException {
      return lines.stream()
          .filter(line -> line.startsWith(name))
          .findFirst()
          .map(line -> line.substring(name.length()).strip())
          .map(
              line ->
                  line.isEmpty()
                      ? List.<Long>of()
                      : Arrays.stream(line.split("\\s+", -1)).map(Long::valueOf).toList())
          .orElseThrow(() -> new IOException(STATUS + " has no " + name));
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
