package org.kxover.check;

import java.io.IOException;
import java.util.Comparator;
import java.util.Map;
import java.util.Optional;
import org.kxover.kerberos.Realm;

/**
 * What the running daemon knows of the last attempt to get to a host or a realm.
 *
 * @param failure the item about the last one that failed; empty if none has, since the last success
 * @param key the item about the crossover; empty if there is none, or nobody can tell
 * @param problem why nobody can tell whether there is a key; empty if somebody can
 */
record LastAttempt(
    Optional<Map<String, String>> failure,
    Optional<Map<String, String>> key,
    Optional<String> problem) {
  private static final Comparator<Map<String, String>> BY_TIME =
      Comparator.comparing(item -> item.getOrDefault("last", ""));

  /**
   * @param target a host or a realm
   * @param other the realm; empty if it is not known
   */
  static LastAttempt of(
      RunningDaemon daemon, DaemonCrossovers crossovers, String target, Optional<Realm> other) {
    Optional<Map<String, String>> failure =
        daemon.items("failure").stream()
            .filter(item -> "out".equals(item.get("direction")))
            .filter(item -> isAbout(item, target, other))
            .max(BY_TIME);
    try {
      return new LastAttempt(failure, key(crossovers, other), Optional.empty());
    } catch (IOException e) {
      return new LastAttempt(failure, Optional.empty(), Optional.of(e.getMessage()));
    }
  }

  private static Optional<Map<String, String>> key(
      DaemonCrossovers crossovers, Optional<Realm> other) throws IOException {
    return other.isEmpty()
        ? Optional.empty()
        : crossovers.with(other.get()).stream()
            .filter(item -> "out".equals(item.get("direction")))
            .findFirst();
  }

  private static boolean isAbout(
      Map<String, String> failure, String target, Optional<Realm> other) {
    String peer = failure.get("peer");
    return peer == null
        ? failure.getOrDefault("reason", "").contains(target)
        : peer.equals(other.map(Realm::name).orElse(target));
  }

  /** Reports the failure, or that there is none. */
  void report(Report report) {
    if (failure.isEmpty()) {
      report.ok("last attempt", "kxoverd knows of none that failed since the last success");
    } else {
      Map<String, String> one = failure.get();
      report.warning(
          "last attempt",
          one.get("last")
              + ", failed "
              + one.get("count")
              + " times since "
              + one.get("first")
              + ": "
              + one.get("outcome")
              + ": "
              + one.get("reason"),
          "");
    }
  }

  /** Reports the key, or why there is none; false if that is what is in the way. */
  boolean hasKeyOrWay(Realm other, Report report) {
    if (key.isPresent()) {
      return hasKey(key.get(), report);
    }
    if (problem.isPresent()) {
      report.error(
          "key",
          "kxoverd cannot tell whether there is one: " + problem.get(),
          "run \"kxover check\"");
      return false;
    }
    if (failure.isEmpty()) {
      report.ok("exchange", "there is no key with " + other + " yet: the first request makes one");
      return true;
    }
    report.error(
        "exchange",
        "there is no key with " + other + ", and the last attempt failed",
        advice(failure.get().getOrDefault("outcome", ""), other));
    return false;
  }

  private static boolean hasKey(Map<String, String> one, Report report) {
    String text =
        one.get("principal")
            + " kvno "
            + one.get("kvno")
            + " is "
            + one.get("state")
            + (one.containsKey("till") ? ", till " + one.get("till") : "");
    switch (one.getOrDefault("state", "")) {
      case "in force", "by hand" -> {
        report.ok("key", text);
        return true;
      }
      case "closed" ->
          report.error(
              "key",
              text,
              "let the KDC issue tickets for it again: kadmin.local -q \"modprinc +allow_tix "
                  + one.get("principal")
                  + "\"");
      case "blocked" ->
          report.error(
              "key",
              text,
              "an administrator blocked that realm; to end this: kxover unblock "
                  + one.get("peer"));
      case "unreadable" ->
          report.error(
              "key",
              text,
              "correct the string attributes of the principal, or delete it: doc/REFERENCE.md says"
                  + " what they are");
      default -> report.error("key", text, "run \"kxover renew " + one.get("peer") + "\"");
    }
    return false;
  }

  /** What to do about the outcome of an attempt whose way is open now. */
  private static String advice(String outcome, Realm other) {
    return switch (outcome) {
      case "refused by the peer", "peer unavailable", "protocol error" ->
          "ask the administrators of " + other + ": the log of their kxoverd has the reason";
      case "database failed", "not propagated", "unguarded" -> "run \"kxover check\"";
      case "blocked" -> "to end this: kxover unblock " + other;
      case "refused by policy" -> "see the settings that the reason names";
      default -> "try again: kxover cross " + other;
    };
  }
}
