package org.kxover.daemon;

import java.time.InstantSource;
import java.util.Optional;
import org.kxover.event.Event;
import org.kxover.event.Events;
import org.kxover.event.Kind;
import org.kxover.kdb.Role;
import org.kxover.kdb.StoreWatch;
import org.kxover.kerberos.PrincipalName;
import org.kxover.kerberos.Realm;

/** What happens in one realm's database, told to those who hear of the realm. */
record DatabaseEvents(Realm realm, Events events, InstantSource clock) implements StoreWatch {

  @Override
  public void ended(PrincipalName crossover, int kvno) {
    Realm service = new Realm(crossover.components().get(1));
    boolean ours = crossover.realm().equals(realm);
    events.happened(
        event(Kind.KEY_ENDED, crossover + " kvno " + kvno + " was over, and is removed")
            .about(Optional.of(ours ? service : crossover.realm()))
            .in(ours ? Role.CLIENT : Role.SERVICE)
            .ofKey(kvno));
  }

  @Override
  public void kadminReady() {
    events.happened(event(Kind.KADMIN_READY, "kadmin is ready for " + realm));
  }

  @Override
  public void kadminFailed(String why) {
    events.happened(
        event(
            Kind.KADMIN_FAILED,
            "kadmin is not ready for " + realm + ", and tried again till it is: " + why));
  }

  private Event event(Kind kind, String text) {
    return Event.of(kind, clock.instant(), realm, text);
  }
}
