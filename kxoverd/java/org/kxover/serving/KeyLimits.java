package org.kxover.serving;

import java.time.Duration;
import java.time.InstantSource;
import java.util.Comparator;
import java.util.Optional;
import java.util.stream.Stream;
import org.kxover.config.KeySettings;
import org.kxover.crossover.LocalRealm;
import org.kxover.event.FailureReason;
import org.kxover.exchange.Agreement;
import org.kxover.exchange.RefusedException;
import org.kxover.kdb.KeyValidity;
import org.kxover.kdb.StoredCrossover;
import org.kxover.kerberos.KerberosTime;
import org.kxover.message.ErrorCode;

/**
 * How many keys one peer may have in our database. No limit removes a key: an acknowledgement may
 * be lost, and the users of an unconfirmed key may hold tickets under it. Ages count from the time
 * of writing: a key's {@code from} is later where the peer's clock is ahead.
 */
final class KeyLimits {
  /** Limit on unconfirmed keys whose exchange may still be going on. */
  static final int MAX_UNCONFIRMED = 8;

  /** From this number of keys on, a peer must wait for each next one, see {@link #pause}. */
  static final int MANY_KEYS = 64;

  /** The pause doubles with so many keys. */
  private static final int DOUBLED_BY = 4;

  private static final int MAX_DOUBLINGS = 20;
  private static final Duration DAY = Duration.ofDays(1);

  private final int perDay;
  private final Duration longestExchange;
  private final InstantSource clock;

  /**
   * @param longestExchange the time limit of a connection; a younger key may yet be acknowledged
   */
  KeyLimits(LocalRealm realm, Duration longestExchange) {
    this.perDay = realm.settings().get(KeySettings.NEW_KEYS_PER_DAY);
    this.longestExchange = longestExchange;
    this.clock = realm.clock();
  }

  /** True if one more key may be confirmed today. */
  boolean mayConfirm(StoredCrossover stored) {
    return confirmedToday(stored) < perDay;
  }

  /** Refuses the next key if there are too many. */
  void requireRoom(StoredCrossover stored) throws RefusedException {
    if (stored.highestKvno() >= Agreement.MAX_KVNO) {
      throw refused(
          stored,
          "this crossover has the highest kvno",
          "its highest kvno is " + stored.highestKvno() + "; delete the principal to start again");
    }
    if (!mayConfirm(stored)) {
      throw refused(
          stored,
          "too many keys were made for this crossover today",
          "the peer confirmed " + perDay + " keys in a day (new_keys_per_day)");
    }
    KerberosTime now = now();
    requirePast(
        youngUnconfirmed(stored)
            .sorted(Comparator.reverseOrder())
            .skip(MAX_UNCONFIRMED - 1)
            .findFirst()
            .map(made -> made.plus(longestExchange)),
        now,
        stored,
        MAX_UNCONFIRMED + " new keys are not confirmed");
    int keys = stored.keys().size();
    requirePast(
        stored.keys().values().stream()
            .map(KeyValidity::made)
            .max(Comparator.naturalOrder())
            .filter(newest -> keys >= MANY_KEYS)
            .map(newest -> newest.plus(pause(keys))),
        now,
        stored,
        "it has " + keys + " keys");
  }

  private static void requirePast(
      Optional<KerberosTime> end, KerberosTime now, StoredCrossover stored, String why)
      throws RefusedException {
    if (end.isPresent() && now.isBefore(end.get())) {
      throw refused(
          stored,
          "too many keys were made for this crossover; ask again after " + end.get(),
          why + "; the next one may follow at " + end.get());
    }
  }

  /**
   * The least time between two keys of a peer with so many. It grows with their number, so that
   * weeks of lost replies cannot fill the principal, and a peer whose replies arrive again does not
   * wait long.
   */
  private Duration pause(int keys) {
    int doublings = Math.min((keys - MANY_KEYS) / DOUBLED_BY, MAX_DOUBLINGS);
    return longestExchange.multipliedBy(1L << doublings);
  }

  /** Keys that are over do not count: a realm with short-lived keys needs many. */
  private long confirmedToday(StoredCrossover stored) {
    KerberosTime yesterday = now().minus(DAY);
    return inForce(stored).filter(key -> key.confirmed() && yesterday.isBefore(key.made())).count();
  }

  private Stream<KerberosTime> youngUnconfirmed(StoredCrossover stored) {
    return inForce(stored).filter(key -> !key.confirmed()).map(KeyValidity::made);
  }

  private Stream<KeyValidity> inForce(StoredCrossover stored) {
    KerberosTime now = now();
    return stored.keys().values().stream().filter(key -> now.isBefore(key.till()));
  }

  private KerberosTime now() {
    return new KerberosTime(clock.instant());
  }

  private static Refusal refused(StoredCrossover stored, String forPeer, String why) {
    return new Refusal(
        ErrorCode.KDC_ERR_POLICY,
        forPeer,
        FailureReason.REFUSED_BY_POLICY,
        stored.name() + ": " + why);
  }
}
