package org.kxover.daemon;

import java.time.InstantSource;
import java.util.Optional;
import org.kxover.event.Event;
import org.kxover.event.EventType;
import org.kxover.event.Events;
import org.kxover.kdb.Role;
import org.kxover.kdb.StoreListener;
import org.kxover.kerberos.PrincipalName;
import org.kxover.kerberos.Realm;

/**
 * Reports what happens in one realm's database as events.
 *
 * @param program the name of the setting whose command changes it
 */
record DatabaseEvents(Realm realm, String program, Events events, InstantSource clock)
    implements StoreListener {

  @Override
  public void ended(PrincipalName crossover, int kvno) {
    Realm service = new Realm(crossover.components().get(1));
    boolean client = crossover.realm().equals(realm);
    events.happened(
        event(EventType.KEY_ENDED, crossover + " kvno " + kvno + " expired and was removed")
            .about(Optional.of(client ? service : crossover.realm()))
            .in(client ? Role.CLIENT : Role.SERVICE)
            .ofKey(kvno));
  }

  @Override
  public void ready() {
    events.happened(event(EventType.KADMIN_READY, program + " is ready for " + realm));
  }

  @Override
  public void notReady(String why) {
    events.happened(
        event(
            EventType.KADMIN_FAILED,
            program + " is not ready for " + realm + ", and is started again until it is: " + why));
  }

  private Event event(EventType type, String text) {
    return Event.of(type, clock.instant(), realm, text);
  }
}
