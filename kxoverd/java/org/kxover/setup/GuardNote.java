package org.kxover.setup;

import java.io.IOException;
import java.util.Optional;
import org.kxover.kerberos.ProbeNames;
import org.kxover.kerberos.Realm;

/**
 * A note in the database of what the guard does in a realm. A KDC that joins the realm reads it, as
 * it cannot read kdc.conf of the others. It is on the closed service of the probe, which is in each
 * copy of the database.
 */
final class GuardNote {
  private static final String ATTRIBUTE = "kxover.guard";

  private final String principal;
  private final LocalKadmin kadmin;

  /**
   * @param kadmin for that realm
   */
  GuardNote(Realm realm, LocalKadmin kadmin) {
    this.principal = ProbeNames.closed(realm).toString();
    this.kadmin = kadmin;
  }

  /** The value of {@code guard} in kdc.conf; empty if there is no note. */
  Optional<String> read() throws IOException {
    return kadmin.attribute(principal, ATTRIBUTE);
  }

  /**
   * @param mode as in kdc.conf
   * @throws IOException if the database does not have it after that
   */
  void write(String mode) throws IOException {
    LocalCommand.Output output =
        kadmin.ask("set_string " + principal + " " + ATTRIBUTE + " \"" + mode + "\"");
    if (!read().equals(Optional.of(mode))) {
      throw new IOException(
          "kadmin.local did not set "
              + ATTRIBUTE
              + " of "
              + principal
              + ": "
              + kadmin.trouble(output));
    }
  }
}
