package org.kxover.serving;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Semaphore;
import java.util.function.Function;
import org.kxover.config.PolicySettings;
import org.kxover.config.RealmSettings;
import org.kxover.crossover.LocalRealm;
import org.kxover.event.CrossingException;
import org.kxover.event.FailureReason;
import org.kxover.kerberos.Realm;
import org.kxover.policy.Policy;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Offers a realm that was just served the other direction too: an exchange that we begin, ahead of
 * the first of our users who wants to go there. Off unless the settings say otherwise; never waits.
 */
public final class ReverseCrossing {
  private static final Logger LOG = LoggerFactory.getLogger(ReverseCrossing.class);

  /** Strangers cause these exchanges, and shall not hold up those that the KDC asks for. */
  static final int MAX_AT_ONCE = 4;

  /**
   * From one offer to the same realm to the next: two realms that fail shall not spur each other.
   */
  static final Duration PAUSE = Duration.ofHours(1);

  private static final int MAX_REMEMBERED = 1_024;

  private final RealmSettings settings;
  private final Policy policy;
  private final Function<Realm, CompletableFuture<?>> first;
  private final InstantSource clock;
  private final Semaphore places = new Semaphore(MAX_AT_ONCE);
  private final Map<Realm, Instant> offered =
      new LinkedHashMap<>() {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<Realm, Instant> eldest) {
          return size() > MAX_REMEMBERED;
        }
      };

  /**
   * @param first makes the first key for our users at another realm, unless there is one
   */
  public ReverseCrossing(LocalRealm realm, Function<Realm, CompletableFuture<?>> first) {
    this.settings = realm.settings();
    this.policy = realm.policy();
    this.first = first;
    this.clock = realm.clock();
  }

  /** That realm has its answer, which proved its name; what becomes of the offer the log tells. */
  public void offer(Realm peer) {
    if (!settings.get(PolicySettings.OFFER_OTHER_DIRECTION)) {
      return;
    }
    try {
      policy.requireClient();
      policy.requirePeer(peer);
    } catch (CrossingException e) {
      failed(peer, e);
      return;
    }
    if (!places.tryAcquire()) {
      failed(peer, new CrossingException(FailureReason.BUSY, "too many offers are in work"));
      return;
    }
    if (!isNext(peer)) {
      places.release();
      return;
    }
    CompletableFuture<?> exchange;
    try {
      exchange = first.apply(peer);
    } catch (RuntimeException | Error e) {
      exchange = CompletableFuture.failedFuture(e);
    }
    var unused =
        exchange.whenComplete(
            (done, e) -> {
              places.release();
              if (e != null) {
                failed(peer, CrossingException.ofFlight(e));
              }
            });
  }

  private boolean isNext(Realm peer) {
    Instant now = clock.instant();
    synchronized (offered) {
      Instant before = offered.get(peer);
      if (before != null && now.isBefore(before.plus(PAUSE))) {
        return false;
      }
      offered.remove(peer);
      offered.put(peer, now);
      return true;
    }
  }

  private static void failed(Realm peer, CrossingException e) {
    LOG.info(
        "{} has no key for the other direction: {}: {}", peer, e.failureReason(), e.getMessage());
  }
}
