package org.kxover.kdb.kadmin;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * How to run kadmin.
 *
 * @param command program and arguments, such as {@code kadmin.local -r A.EXAMPLE}; it must read its
 *     requests from standard input
 * @param environment added to the few variables that kadmin is given, such as {@code KRB5_CONFIG}
 * @param commandTimeout the longest wait for one request's answer, and for one's turn. A kadmin
 *     that exceeds it is killed, so be generous: a busy KDC holds the database's lock
 * @param maxQueued how many callers may wait while one is served; further ones are told "busy"
 * @param session how long one kadmin serves; the next is started, and logged in, before that
 * @param leastFree octets that must be free on the database's file system for a change to begin,
 *     see {@link DatabaseSpace}; 0 for no such limit
 * @param keyFolder through which keys are read; empty: none is
 */
public record KadminSettings(
    List<String> command,
    Map<String, String> environment,
    Duration commandTimeout,
    int maxQueued,
    Duration session,
    long leastFree,
    Optional<KeyFolder> keyFolder) {
  private static final Duration USUAL_SESSION = Duration.ofHours(1);

  /**
   * @throws IllegalArgumentException where the command is empty, the timeout is not positive or
   *     longer than a day, the queue is negative, or the session is less than a second, or the
   *     least free space is negative
   */
  public KadminSettings {
    command = List.copyOf(command);
    environment = Map.copyOf(environment);
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

  /**
   * With sessions of an hour, a third of what MIT's own administration tickets last, no limit to
   * the free space, and without reading keys.
   */
  public KadminSettings(
      List<String> command,
      Map<String, String> environment,
      Duration commandTimeout,
      int maxQueued) {
    this(command, environment, commandTimeout, maxQueued, USUAL_SESSION, 0, Optional.empty());
  }
}
