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
 * Remembers recent failures for {@code kxover status}. A failure is forgotten after a success with
 * that realm, or after {@link #KEPT}.
 *
 * <p>Anyone on the network can cause failures. So for each local realm and direction only the
 * newest {@link #MAX} are kept, and failures of incoming requests never displace failures of our
 * own users. Thread-safe.
 */
public final class RecentFailures implements Events {
  /** Limit for each local realm and direction. */
  static final int MAX = 64;

  static final Duration KEPT = Duration.ofDays(7);

  private static final int MAX_REASON = 600;

  /** The end that {@link Printable#line} gives a longer text. */
  private static final String TRUNCATED = "...";

  /**
   * The failures with one other realm in one direction.
   *
   * @param peer empty if the other realm is not known; if it asked us, the realm that it claims
   * @param failureReason the latest one
   * @param reason text of the latest one, one line
   */
  public record Failure(
      Optional<Realm> peer,
      Role direction,
      FailureReason failureReason,
      String reason,
      int count,
      Instant first,
      Instant last) {}

  private record RealmDirection(Realm realm, Role direction) {}

  /** Failures without a known peer are told apart by their reason. */
  private record Key(Optional<Realm> peer, Optional<FailureReason> failureReason) {}

  private final InstantSource clock;
  private final Map<RealmDirection, Map<Key, Failure>> failures = new HashMap<>();

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
   * Counts questions that failed before a crossing began. ABSENT is a normal answer and BUSY is
   * temporary, so they are not counted. A failed crossing was already counted by its own event.
   */
  private synchronized void questionAnswered(Event event, Realm realm) {
    Optional<FailureReason> failureReason =
        event
            .failureReason()
            .filter(what -> what != FailureReason.ABSENT && what != FailureReason.BUSY);
    boolean alreadyCounted =
        failures.getOrDefault(new RealmDirection(realm, Role.CLIENT), Map.of()).values().stream()
            .anyMatch(one -> one.peer().isPresent() && isOf(event.text(), one));
    if (failureReason.isPresent() && !alreadyCounted) {
      failed(realm, event.peerRealm(), Role.CLIENT, failureReason.get(), event.text());
    }
  }

  /** True if the text of a question ends as that of {@code crossing}, which may be truncated. */
  private static boolean isOf(String text, Failure crossing) {
    String end = reasonAndDetails(crossing);
    return end.endsWith(TRUNCATED)
        ? text.contains(end.substring(0, end.length() - TRUNCATED.length()))
        : text.endsWith(end);
  }

  /** The end of the text, from the failure reason on. */
  private static String reasonAndDetails(Failure failure) {
    int at = failure.reason().indexOf(failure.failureReason() + ": ");
    return failure.reason().substring(Math.max(0, at));
  }

  /**
   * @param realm one of ours, so the number of map entries is small
   */
  synchronized void failed(
      Realm realm,
      Optional<Realm> peer,
      Role direction,
      FailureReason failureReason,
      String reason) {
    Map<Key, Failure> side =
        failures.computeIfAbsent(
            new RealmDirection(realm, direction), any -> new LinkedHashMap<>());
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

  synchronized void succeeded(Realm realm, Realm peer, Role direction) {
    failures
        .getOrDefault(new RealmDirection(realm, direction), new HashMap<>())
        .remove(new Key(Optional.of(peer), Optional.empty()));
  }

  /** The failures of one local realm, the latest first. */
  public synchronized List<Failure> of(Realm realm) {
    Instant oldest = clock.instant().minus(KEPT);
    List<Failure> all = new ArrayList<>();
    for (Role direction : Role.values()) {
      Map<Key, Failure> side =
          failures.getOrDefault(new RealmDirection(realm, direction), new HashMap<>());
      side.values().removeIf(one -> one.last().isBefore(oldest));
      all.addAll(side.values());
    }
    all.sort((one, other) -> other.last().compareTo(one.last()));
    return all;
  }
}
