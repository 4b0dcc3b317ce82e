package org.kxover.guard;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import org.kxover.config.GuardPolicy;
import org.kxover.config.GuardSettings;
import org.kxover.crossover.LocalRealm;
import org.kxover.event.Event;
import org.kxover.event.EventType;
import org.kxover.event.Events;
import org.kxover.guard.KdcFinding.Verdict;
import org.kxover.kerberos.Realm;

/**
 * What the probe saw last at each KDC, and whether other realms may have keys for that. A KDC that
 * gives no answer can issue no ticket now, so it stops nobody. A KDC that DNS did not locate may
 * well issue tickets. It counts as guarded for a short time more, because a KDC with the plugin
 * answers nobody while it waits for us. If it was unguarded before its silence, it stays so.
 * Thread-safe.
 */
public final class GuardState {
  /** After so long without a result, what was seen before counts no more. */
  private static final Duration STALE = Duration.ofMinutes(10);

  /** How long a KDC that falls silent counts as it did before, if it was guarded. */
  private static final Duration SILENCE = Duration.ofMinutes(2);

  private final Realm realm;
  private final GuardPolicy policy;
  private final Events events;
  private final InstantSource clock;
  private Map<String, KdcFinding> findings = new LinkedHashMap<>();
  private final Map<String, Instant> guardedAt = new HashMap<>();
  private Optional<Instant> lastProbe = Optional.empty();
  private String obstacle = "the KDCs were not tried yet";

  public GuardState(LocalRealm realm) {
    this.realm = realm.name();
    this.policy = realm.settings().get(GuardSettings.GUARD);
    this.events = realm.events();
    this.clock = realm.clock();
  }

  /**
   * Takes over what was seen before a reload. Other realms get no key before the next round, but a
   * KDC that was unguarded stays so while it is silent.
   */
  public void takeOver(GuardState before) {
    Map<String, KdcFinding> known;
    Map<String, Instant> guarded;
    synchronized (before) {
      known = Map.copyOf(before.findings);
      guarded = Map.copyOf(before.guardedAt);
    }
    synchronized (this) {
      known.forEach(findings::putIfAbsent);
      guarded.forEach(guardedAt::putIfAbsent);
    }
  }

  /** Takes over the results of one round, with one or no finding for each KDC. */
  void update(List<KdcFinding> round) {
    List<KdcFinding> changed = new ArrayList<>();
    synchronized (this) {
      Map<String, KdcFinding> next = new LinkedHashMap<>();
      for (KdcFinding seen : round) {
        KdcFinding before = findings.get(seen.kdc());
        KdcFinding now = withMemory(seen, before);
        next.put(seen.kdc(), now);
        if (now.verdict() == Verdict.GUARDED) {
          guardedAt.put(now.kdc(), now.when());
        }
        if (before == null
            || before.verdict() != now.verdict()
            || before.answered() != now.answered()) {
          changed.add(now);
        }
      }
      findings = next;
      guardedAt.keySet().retainAll(next.keySet());
      lastProbe = Optional.of(clock.instant());
      obstacle = "no KDC of the realm is known";
    }
    changed.forEach(this::report);
  }

  private static KdcFinding withMemory(KdcFinding seen, KdcFinding before) {
    return !seen.answered() && before != null && before.verdict() == Verdict.UNGUARDED
        ? new KdcFinding(
            seen.kdc(),
            Verdict.UNGUARDED,
            false,
            seen.located(),
            "unguarded when it answered last; now " + seen.reason(),
            seen.when())
        : seen;
  }

  /** Notes why there was no round. */
  void failed(String why) {
    boolean isNew;
    synchronized (this) {
      isNew = !obstacle.equals(why);
      obstacle = why;
    }
    if (isNew) {
      events.happened(
          Event.of(
              EventType.KDC_UNKNOWN, clock.instant(), realm, "cannot look for the guard: " + why));
    }
  }

  private void report(KdcFinding finding) {
    EventType type =
        switch (finding.verdict()) {
          case GUARDED -> EventType.KDC_GUARDED;
          case UNGUARDED -> EventType.KDC_UNGUARDED;
          case UNKNOWN -> EventType.KDC_UNKNOWN;
        };
    events.happened(
        Event.of(
                type,
                clock.instant(),
                realm,
                "KDC " + finding.kdc() + " is " + finding.verdict() + ": " + finding.reason())
            .with(Optional.of(finding.kdc())));
  }

  /** What was seen at each KDC. */
  public synchronized List<KdcFinding> findings() {
    return List.copyOf(findings.values());
  }

  /** Why no other realm may have a key now; empty if they may. */
  public Optional<String> objection() {
    if (policy != GuardPolicy.REQUIRED) {
      return Optional.empty();
    }
    return missing().map(why -> why + " (guard = required)");
  }

  private synchronized Optional<String> missing() {
    if (lastProbe.isEmpty() || clock.instant().isAfter(lastProbe.get().plus(STALE))) {
      return Optional.of("the guard was not looked for: " + obstacle);
    }
    String bad =
        findings.values().stream()
            .filter(GuardState::stops)
            .map(one -> "KDC " + one.kdc() + " is " + one.verdict() + ": " + one.reason())
            .collect(Collectors.joining("; "));
    if (!bad.isEmpty()) {
      return Optional.of(bad);
    }
    return findings.values().stream().anyMatch(this::isProof)
        ? Optional.empty()
        : Optional.of("no KDC was seen with the guard: " + silent());
  }

  private static boolean stops(KdcFinding finding) {
    return finding.verdict() == Verdict.UNGUARDED
        || (finding.verdict() == Verdict.UNKNOWN && (finding.answered() || !finding.located()));
  }

  private boolean isProof(KdcFinding finding) {
    Instant last = guardedAt.get(finding.kdc());
    return finding.verdict() == Verdict.GUARDED
        || (!finding.answered() && last != null && !clock.instant().isAfter(last.plus(SILENCE)));
  }

  private String silent() {
    return findings.isEmpty()
        ? obstacle
        : findings.values().stream()
            .map(one -> one.kdc() + ": " + one.reason())
            .collect(Collectors.joining("; "));
  }
}
