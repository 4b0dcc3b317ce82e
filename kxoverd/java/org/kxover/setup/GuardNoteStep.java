package org.kxover.setup;

import java.io.IOException;
import java.util.Optional;
import org.kxover.kerberos.Realm;

/**
 * Notes in the database what the guard does on this KDC, so that a KDC that joins the realm does
 * the same. Carry this out after {@link ProbeServicesStep} has made the service that has the note.
 */
public final class GuardNoteStep implements ReversibleStep {
  private final Realm realm;
  private final GuardModeStep mode;
  private final GuardNote note;

  /**
   * @param mode of that realm
   * @param kadmin for that realm
   */
  public GuardNoteStep(Realm realm, GuardModeStep mode, LocalKadmin kadmin) {
    this.realm = realm;
    this.mode = mode;
    this.note = new GuardNote(realm, kadmin);
  }

  @Override
  public Optional<String> plan() throws IOException {
    String decided = mode.decided();
    return note.read().equals(Optional.of(decided))
        ? Optional.empty()
        : Optional.of(
            "note guard = " + decided + " in the database, for KDCs that join " + realm + " later");
  }

  @Override
  public void carryOut() throws IOException {
    note.write(mode.decided());
  }

  /** The note goes with its service. */
  @Override
  public Optional<String> takeBackPlan() {
    return Optional.empty();
  }

  @Override
  public void takeBack() {
    // ProbeServicesStep deletes the service.
  }
}
