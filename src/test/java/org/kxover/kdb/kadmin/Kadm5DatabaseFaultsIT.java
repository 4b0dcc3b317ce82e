package org.kxover.kdb.kadmin;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import org.junit.jupiter.api.Timeout;
import org.kxover.lab.LabKdc;
import org.kxover.lab.LabRealm;

/** These faults, where kxover-kadm5-local changes the databases of A and B. */
@Timeout(300)
class Kadm5DatabaseFaultsIT extends DatabaseFaultsIT {
  @Override
  String setting() {
    return "kadm5";
  }

  /** A copy, because the build's folder may be closed to the user that it runs as. */
  @Override
  String command(LabRealm realm) throws IOException {
    Path copy = folder().resolve(LabKdc.KADM5.getFileName());
    if (!Files.exists(copy)) {
      Files.copy(LabKdc.KADM5, copy, StandardCopyOption.COPY_ATTRIBUTES);
    }
    return copy + " -r " + realm.name();
  }

  /** Not a test here: there is no kadmind between. */
  @Override
  void kadmindGone(String side) {}
}
