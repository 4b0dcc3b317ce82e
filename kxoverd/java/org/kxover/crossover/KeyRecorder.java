package org.kxover.crossover;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Arrays;
import java.util.Optional;
import java.util.OptionalInt;
import org.kxover.base.Comparables;
import org.kxover.config.KeySettings;
import org.kxover.config.RealmSettings;
import org.kxover.event.Event;
import org.kxover.event.EventType;
import org.kxover.event.Events;
import org.kxover.exchange.Agreement;
import org.kxover.exchange.DerivedKeys;
import org.kxover.kdb.CrossoverKey;
import org.kxover.kdb.CrossoverStore;
import org.kxover.kdb.Role;
import org.kxover.kdb.StoreException;
import org.kxover.kdb.StoredCrossover;
import org.kxover.kerberos.KerberosTime;
import org.kxover.kerberos.Realm;

/** Writes an agreed key into the database and reports the event. */
public final class KeyRecorder {
  private final CrossoverStore store;
  private final Role role;
  private final RealmSettings settings;
  private final Events events;
  private final InstantSource clock;

  /**
   * @param role the role of our realm for the keys
   */
  public KeyRecorder(LocalRealm realm, Role role) {
    this.store = realm.store();
    this.role = role;
    this.settings = realm.settings();
    this.events = realm.events();
    this.clock = realm.clock();
  }

  /**
   * @param peer the daemon that agreed to the key, {@code host:port}
   * @param before the principal as it was in our database before the exchange; empty for a first
   *     key
   * @param start when the exchange began, for the duration in the event
   * @return the principal as it is in our database now
   */
  public StoredCrossover write(
      Agreement agreement, String peer, Optional<StoredCrossover> before, Instant start)
      throws StoreException {
    StoredCrossover written;
    try (CrossoverKey key = key(agreement, peer)) {
      written = store.write(key, before);
    }
    events.happened(
        Event.of(
                before.isPresent() ? EventType.KEY_ROLLED : EventType.KEY_MADE,
                clock.instant(),
                settings.realm(),
                text(agreement, peer))
            .about(Optional.of(otherRealm(agreement)))
            .in(role)
            .ofKey(agreement.kvno())
            .with(Optional.of(peer))
            .since(start));
    return written;
  }

  /** A copy of the agreed key, which the caller must close. */
  private CrossoverKey key(Agreement agreement, String peer) {
    KerberosTime made = new KerberosTime(clock.instant());
    if (agreement.material() instanceof DerivedKeys derived) {
      return new CrossoverKey(
          agreement.crossover(),
          role,
          agreement.kvno(),
          derived.copies(),
          agreement.from(),
          agreement.till(),
          ticketLife(agreement),
          peer,
          agreement.namedGroup(),
          agreement.priorKvno(),
          made);
    }
    byte[] password = agreement.password().ascii();
    try {
      return new CrossoverKey(
          agreement.crossover(),
          role,
          agreement.kvno(),
          password,
          agreement.encryptionTypes(),
          agreement.from(),
          agreement.till(),
          ticketLife(agreement),
          peer,
          agreement.namedGroup(),
          agreement.priorKvno(),
          made);
    } catch (IllegalArgumentException e) {
      Arrays.fill(password, (byte) 0);
      throw e;
    }
  }

  private Realm otherRealm(Agreement agreement) {
    return role == Role.SERVICE
        ? agreement.crossover().realm()
        : new Realm(agreement.crossover().components().get(1));
  }

  private static String text(Agreement agreement, String peer) {
    OptionalInt prior = agreement.priorKvno();
    return "wrote %s kvno %d, in force till %s, etypes %s, agreed with %s over %s%s%s"
        .formatted(
            agreement.crossover(),
            agreement.kvno(),
            agreement.till(),
            agreement.encryptionTypes(),
            peer,
            agreement.namedGroup(),
            agreement.material() instanceof DerivedKeys ? ", set without a password" : "",
            prior.isPresent() ? ", prior key kvno " + prior.getAsInt() + " mixed in" : "");
  }

  /**
   * In the service role our KDC issues no tickets under the key. So a key may be valid for less
   * time than our max_ticket_life.
   */
  private Duration ticketLife(Agreement agreement) {
    Duration ownLimit = settings.get(KeySettings.MAX_TICKET_LIFE);
    Duration keyLifetime = Duration.between(agreement.from().instant(), agreement.till().instant());
    return role == Role.SERVICE ? Comparables.min(keyLifetime, ownLimit) : ownLimit;
  }
}
