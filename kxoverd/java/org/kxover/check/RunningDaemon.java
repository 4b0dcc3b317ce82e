package org.kxover.check;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.kxover.config.ControlSettings;
import org.kxover.config.GuardPolicy;
import org.kxover.config.GuardSettings;
import org.kxover.config.RealmSettings;
import org.kxover.config.Settings;
import org.kxover.control.ControlClient;
import org.kxover.control.ControlException;
import org.kxover.control.ControlRequest;
import org.kxover.dns.Deadline;

/**
 * What the running kxoverd says of itself and of its work, asked once for all checks. {@link
 * DaemonCrossovers} has the crossovers.
 *
 * @param socket on which it was asked
 * @param items of its status; none if it gave no answer
 * @param problem why it gave no answer, or a useless one; empty if all is well
 */
record RunningDaemon(Path socket, List<Map<String, String>> items, Optional<String> problem) {
  private static final Duration POLL = Duration.ofMillis(200);

  RunningDaemon {
    items = List.copyOf(items);
  }

  /** Asks the daemon of the settings about one of its realms. */
  static RunningDaemon ask(Settings settings, RealmSettings realm) {
    Path socket = settings.get(ControlSettings.SOCKET);
    try {
      ControlClient.Answer answer =
          new ControlClient(socket, settings.get(ControlSettings.TIMEOUT))
              .ask(
                  ControlRequest.status(Optional.of(realm.realm()), Optional.empty(), false)
                      .limit(0));
      return answer.result().equals("done")
          ? new RunningDaemon(socket, answer.items(), Optional.empty())
          : new RunningDaemon(socket, List.of(), Optional.of(answer.text()));
    } catch (ControlException e) {
      return new RunningDaemon(socket, List.of(), Optional.of(e.getMessage()));
    }
  }

  boolean answers() {
    return problem.isEmpty();
  }

  /**
   * Asks again until kxoverd has tried the realm's KDCs for the guard. It needs some seconds for
   * that after its start.
   *
   * @return its last answer
   */
  RunningDaemon onceKdcsAreTried(Settings settings, RealmSettings realm, Deadline limit) {
    RunningDaemon last = this;
    try {
      while (last.answers() && !last.hasTriedKdcs(realm) && !limit.hasPassed()) {
        Thread.sleep(POLL.toMillis());
        last = ask(settings, realm);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    return last;
  }

  private boolean hasTriedKdcs(RealmSettings realm) {
    return realm.get(GuardSettings.GUARD) == GuardPolicy.OFF
        || items("kdc").stream().anyMatch(item -> realm.realm().name().equals(item.get("realm")));
  }

  /** The items of that kind. */
  List<Map<String, String>> items(String kind) {
    return items.stream().filter(item -> kind.equals(item.get("item"))).toList();
  }

  /** The item about the daemon itself; empty if it does not answer. */
  Optional<Map<String, String>> itself() {
    return items("daemon").stream().findFirst();
  }

  /** True if kxoverd remembers a part of the crossovers of the realm only. */
  boolean isPartial(RealmSettings realm) {
    return items("realm").stream()
        .filter(item -> realm.realm().name().equals(item.get("realm")))
        .anyMatch(item -> "yes".equals(item.get("partial")));
  }
}
