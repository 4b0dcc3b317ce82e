package org.kxover.kdb.kadmin;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * How to run kadmin.
 *
 * @param command program and arguments, such as {@code kadmin.local -r A.EXAMPLE}; the program must
 *     read requests from standard input
 * @param environment variables for kadmin, such as {@code KRB5_CONFIG}, in addition to the few that
 *     it inherits
 * @param commandTimeout the longest wait for the answer to one request, and for the lock of the
 *     store. A kadmin that exceeds it is killed. Allow enough time: a busy KDC holds the database's
 *     lock
 * @param maxQueued how many callers may wait while one is served; further calls fail as "busy"
 * @param session how long one kadmin is used; its successor is started, and logged in, before the
 *     end
 * @param leastFree octets that must be free on the database's file system before a change, see
 *     {@link DatabaseSpace}; 0 for no limit
 * @param keyFolder for reading keys; empty if keys are not read
 * @param kdcEnctypes the command of {@link PermittedTypes}; empty if every type counts as permitted
 */
public record KadminSettings(
    List<String> command,
    Map<String, String> environment,
    Duration commandTimeout,
    int maxQueued,
    Duration session,
    long leastFree,
    Optional<KeyFolder> keyFolder,
    List<String> kdcEnctypes) {
  private static final Duration DEFAULT_SESSION = Duration.ofHours(1);

  /**
   * @throws IllegalArgumentException if the command is empty, the timeout is not positive or longer
   *     than a day, the queue is negative, the session is less than a second, or the least free
   *     space is negative
   */
  public KadminSettings {
    command = List.copyOf(command);
    environment = Map.copyOf(environment);
    kdcEnctypes = List.copyOf(kdcEnctypes);
    if (command.isEmpty() || command.get(0).isEmpty()) {
      throw new IllegalArgumentException("the kadmin command is empty");
    }
    if (commandTimeout.compareTo(Duration.ZERO) <= 0
        || commandTimeout.compareTo(Duration.ofDays(1)) > 0) {
      throw new IllegalArgumentException("the kadmin timeout must be positive, at most a day");
    }
    if (maxQueued < 0) {
      throw new IllegalArgumentException("the kadmin queue cannot be negative");
    }
    if (session.compareTo(Duration.ofSeconds(1)) < 0) {
      throw new IllegalArgumentException("a kadmin session is at least a second");
    }
    if (leastFree < 0) {
      throw new IllegalArgumentException("the least free space cannot be negative");
    }
  }

  /** Settings with which every type counts as permitted. */
  public KadminSettings(
      List<String> command,
      Map<String, String> environment,
      Duration commandTimeout,
      int maxQueued,
      Duration session,
      long leastFree,
      Optional<KeyFolder> keyFolder) {
    this(command, environment, commandTimeout, maxQueued, session, leastFree, keyFolder, List.of());
  }

  /**
   * Settings with sessions of an hour (a third of the life of MIT's administration tickets),
   * without a limit of free space, and without reading keys.
   */
  public KadminSettings(
      List<String> command,
      Map<String, String> environment,
      Duration commandTimeout,
      int maxQueued) {
    this(command, environment, commandTimeout, maxQueued, DEFAULT_SESSION, 0, Optional.empty());
  }
}
