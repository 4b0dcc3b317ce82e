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

/** What happens in one realm's database, told to those who hear of the realm. */
record DatabaseEvents(Realm realm, Events events, InstantSource clock) implements StoreListener {

  @Override
  public void ended(PrincipalName crossover, int kvno) {
    Realm service = new Realm(crossover.components().get(1));
    boolean ours = crossover.realm().equals(realm);
    events.happened(
        event(EventType.KEY_ENDED, crossover + " kvno " + kvno + " was over, and is removed")
            .about(Optional.of(ours ? service : crossover.realm()))
            .in(ours ? Role.CLIENT : Role.SERVICE)
            .ofKey(kvno));
  }

  @Override
  public void ready() {
    events.happened(event(EventType.KADMIN_READY, "kadmin is ready for " + realm));
  }

  @Override
  public void notReady(String why) {
    events.happened(
        event(
            EventType.KADMIN_FAILED,
            "kadmin is not ready for " + realm + ", and tried again till it is: " + why));
  }

  private Event event(EventType type, String text) {
    return Event.of(type, clock.instant(), realm, text);
  }
}
