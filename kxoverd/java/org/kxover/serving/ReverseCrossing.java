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
 * After serving a realm, begins an exchange for a key in the other direction, before any of our
 * users asks for it. Only active with the setting {@code offer_other_direction}. Never blocks.
 */
public final class ReverseCrossing {
  private static final Logger LOG = LoggerFactory.getLogger(ReverseCrossing.class);

  /** A low limit, because peers cause these exchanges. Exchanges for our KDC must not wait. */
  static final int MAX_AT_ONCE = 4;

  /**
   * Minimum time between two attempts with one realm. It prevents a retry loop: each realm serves
   * the other, fails to write its own key, and tries again.
   */
  static final Duration PAUSE = Duration.ofHours(1);

  private static final int MAX_REMEMBERED = 1_024;

  private final RealmSettings settings;
  private final Policy policy;
  private final Function<Realm, CompletableFuture<?>> beginFirst;
  private final InstantSource clock;
  private final Semaphore slots = new Semaphore(MAX_AT_ONCE);
  private final Map<Realm, Instant> lastAttempts =
      new LinkedHashMap<>() {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<Realm, Instant> eldest) {
          return size() > MAX_REMEMBERED;
        }
      };

  /**
   * @param beginFirst makes the first key for our users at another realm, unless there is one
   */
  public ReverseCrossing(LocalRealm realm, Function<Realm, CompletableFuture<?>> beginFirst) {
    this.settings = realm.settings();
    this.policy = realm.policy();
    this.beginFirst = beginFirst;
    this.clock = realm.clock();
  }

  /**
   * Begins an exchange with {@code peer}, whose name is authenticated. Failures are only logged.
   */
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
    if (!slots.tryAcquire()) {
      failed(
          peer,
          new CrossingException(
              FailureReason.BUSY, "too many exchanges for the other direction are in progress"));
      return;
    }
    if (!recordAttempt(peer)) {
      slots.release();
      return;
    }
    CompletableFuture<?> exchange;
    try {
      exchange = beginFirst.apply(peer);
    } catch (RuntimeException | Error e) {
      exchange = CompletableFuture.failedFuture(e);
    }
    var unused =
        exchange.whenComplete(
            (done, e) -> {
              slots.release();
              if (e != null) {
                failed(peer, CrossingException.ofFlight(e));
              }
            });
  }

  /** Returns false if the last attempt is too recent. */
  private boolean recordAttempt(Realm peer) {
    Instant now = clock.instant();
    synchronized (lastAttempts) {
      Instant before = lastAttempts.get(peer);
      if (before != null && now.isBefore(before.plus(PAUSE))) {
        return false;
      }
      lastAttempts.remove(peer);
      lastAttempts.put(peer, now);
      return true;
    }
  }

  private static void failed(Realm peer, CrossingException e) {
    LOG.info(
        "no key with {} in the other direction (offer_other_direction): {}: {}",
        peer,
        e.failureReason(),
        e.getMessage());
  }
}
