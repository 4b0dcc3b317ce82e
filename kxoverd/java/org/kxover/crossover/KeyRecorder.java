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
import org.kxover.kdb.CrossoverKey;
import org.kxover.kdb.CrossoverStore;
import org.kxover.kdb.Role;
import org.kxover.kdb.StoreException;
import org.kxover.kdb.StoredCrossover;
import org.kxover.kerberos.Realm;

/** From an agreement to the database, with the event that says so. */
public final class KeyRecorder {
  private final CrossoverStore store;
  private final Role role;
  private final RealmSettings settings;
  private final Events events;
  private final InstantSource clock;

  /**
   * @param role what the realm does with the keys
   */
  public KeyRecorder(LocalRealm realm, Role role) {
    this.store = realm.store();
    this.role = role;
    this.settings = realm.settings();
    this.events = realm.events();
    this.clock = realm.clock();
  }

  /**
   * @param peer the daemon it was agreed with, {@code host:port}
   * @param before what our database had when the peer was asked, or asked us
   * @param start when the work began that led to it
   * @return the crossover as our database has it now
   */
  public StoredCrossover write(
      Agreement agreement, String peer, Optional<StoredCrossover> before, Instant start)
      throws StoreException {
    StoredCrossover written;
    byte[] password = agreement.password().ascii();
    try (CrossoverKey key =
        new CrossoverKey(
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
            agreement.priorKvno())) {
      written = store.write(key, before);
    } finally {
      Arrays.fill(password, (byte) 0);
    }
    events.happened(
        Event.of(
                before.isPresent() ? EventType.KEY_ROLLED : EventType.KEY_MADE,
                clock.instant(),
                settings.realm(),
                text(agreement, peer))
            .about(Optional.of(other(agreement)))
            .in(role)
            .ofKey(agreement.kvno())
            .with(Optional.of(peer))
            .since(start));
    return written;
  }

  private Realm other(Agreement agreement) {
    return role == Role.SERVICE
        ? agreement.crossover().realm()
        : new Realm(agreement.crossover().components().get(1));
  }

  private static String text(Agreement agreement, String peer) {
    OptionalInt prior = agreement.priorKvno();
    return "wrote %s kvno %d, in force till %s, etypes %s, agreed with %s over %s%s"
        .formatted(
            agreement.crossover(),
            agreement.kvno(),
            agreement.till(),
            agreement.encryptionTypes(),
            peer,
            agreement.namedGroup(),
            prior.isPresent() ? ", kvno " + prior.getAsInt() + " mixed in" : "");
  }

  /** The service's KDC issues nothing under the key: a peer's short life is no trouble for it. */
  private Duration ticketLife(Agreement agreement) {
    Duration own = settings.get(KeySettings.MAX_TICKET_LIFE);
    Duration whole = Duration.between(agreement.from().instant(), agreement.till().instant());
    return role == Role.SERVICE ? Comparables.min(whole, own) : own;
  }
}
