package org.kxover.soak;

import java.io.IOException;
import java.util.regex.Pattern;
import org.kxover.lab.LabRealm;

/** Reloads the settings of a running daemon. */
final class Settings {
  private static final String RELOADED = "reloaded: realm";

  private Settings() {}

  /** Makes the daemon reload its settings, and waits until it has. */
  static void reload(LabRealm realm) throws IOException {
    int before = realm.kxoverd().log().split(Pattern.quote(RELOADED), -1).length - 1;
    realm.kxoverd().reload(RELOADED, before + 1);
  }
}
