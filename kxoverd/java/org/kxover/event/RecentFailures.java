package org.kxover.event;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.kxover.kdb.Role;
import org.kxover.kerberos.Printable;
import org.kxover.kerberos.Realm;

/**
 * What failed lately with which realm and why, till it works or {@link #KEPT} is over. Strangers
 * cause failures, so of each local realm and direction no more than {@link #MAX} are kept, the
 * oldest go first, and what comes from outside does not drive out what our own users met. Safe for
 * use by many threads.
 */
public final class RecentFailures implements Events {
  /** Of one local realm and direction. */
  static final int MAX = 64;

  static final Duration KEPT = Duration.ofDays(7);

  private static final int MAX_REASON = 600;

  /**
   * With one realm, in one direction.
   *
   * @param peer empty where it had not been found out, or been told, which it is; in the direction
   *     in as it is claimed
   * @param failureReason of the last one
   * @param reason of the last one, one line
   */
  public record Failure(
      Optional<Realm> peer,
      Role direction,
      FailureReason failureReason,
      String reason,
      int count,
      Instant first,
      Instant last) {}

  private record Side(Realm realm, Role direction) {}

  /** Where the realm is not known, the obstacle tells one from another. */
  private record Key(Optional<Realm> peer, Optional<FailureReason> failureReason) {}

  private final InstantSource clock;
  private final Map<Side, Map<Key, Failure>> failures = new HashMap<>();

  public RecentFailures(InstantSource clock) {
    this.clock = clock;
  }

  @Override
  public void happened(Event event) {
    if (event.realm().isEmpty() || event.role().isEmpty()) {
      return;
    }
    Realm realm = event.realm().get();
    Role direction = event.role().get();
    switch (event.type()) {
      case CROSSING_FAILED, KEY_REFUSED ->
          failed(
              realm,
              event.peerRealm(),
              direction,
              event.failureReason().orElse(FailureReason.INTERNAL),
              event.text());
      case QUESTION_ANSWERED -> questionAnswered(event, realm);
      case KEY_MADE, KEY_ROLLED ->
          event.peerRealm().ifPresent(peer -> succeeded(realm, peer, direction));
      default -> {}
    }
  }

  /**
   * A question that was stopped before its realm was known, or that the policy stopped. That there
   * is nothing is an answer, and no failure; and a crossing that failed has been told of already.
   */
  private synchronized void questionAnswered(Event event, Realm realm) {
    Optional<FailureReason> failureReason =
        event
            .failureReason()
            .filter(what -> what != FailureReason.ABSENT && what != FailureReason.BUSY);
    boolean told =
        failures.getOrDefault(new Side(realm, Role.CLIENT), Map.of()).values().stream()
            .anyMatch(one -> one.peer().isPresent() && event.text().endsWith(why(one)));
    if (failureReason.isPresent() && !told) {
      failed(realm, event.peerRealm(), Role.CLIENT, failureReason.get(), event.text());
    }
  }

  /** With the obstacle and what stands behind it, without what it was in the way of. */
  private static String why(Failure failure) {
    int at = failure.reason().indexOf(failure.failureReason() + ": ");
    return failure.reason().substring(Math.max(0, at));
  }

  /**
   * @param realm one of ours: there are few
   */
  synchronized void failed(
      Realm realm,
      Optional<Realm> peer,
      Role direction,
      FailureReason failureReason,
      String reason) {
    Map<Key, Failure> side =
        failures.computeIfAbsent(new Side(realm, direction), any -> new LinkedHashMap<>());
    Instant now = clock.instant();
    Key key = new Key(peer, peer.isPresent() ? Optional.empty() : Optional.of(failureReason));
    Failure before = side.remove(key);
    String line = Printable.line(reason, MAX_REASON);
    side.put(
        key,
        before == null
            ? new Failure(peer, direction, failureReason, line, 1, now, now)
            : new Failure(
                peer,
                direction,
                failureReason,
                line,
                before.count() == Integer.MAX_VALUE ? before.count() : before.count() + 1,
                before.first(),
                now));
    if (side.size() > MAX) {
      side.remove(side.keySet().iterator().next());
    }
  }

  /** There is a key with that realm now. */
  synchronized void succeeded(Realm realm, Realm peer, Role direction) {
    failures
        .getOrDefault(new Side(realm, direction), new HashMap<>())
        .remove(new Key(Optional.of(peer), Optional.empty()));
  }

  /** Those of one local realm, the latest first. */
  public synchronized List<Failure> of(Realm realm) {
    Instant oldest = clock.instant().minus(KEPT);
    List<Failure> all = new ArrayList<>();
    for (Role direction : Role.values()) {
      Map<Key, Failure> side = failures.getOrDefault(new Side(realm, direction), new HashMap<>());
      side.values().removeIf(one -> one.last().isBefore(oldest));
      all.addAll(side.values());
    }
    all.sort((one, other) -> other.last().compareTo(one.last()));
    return all;
  }
}
