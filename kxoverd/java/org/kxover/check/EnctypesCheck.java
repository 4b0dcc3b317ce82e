package org.kxover.check;

import java.util.List;
import java.util.Optional;
import org.kxover.config.KeySettings;
import org.kxover.config.RealmSettings;
import org.kxover.kdb.CrossoverStore;
import org.kxover.kerberos.EncryptionType;

/** Checks that the KDC can use the types that crossover keys are to have. */
final class EnctypesCheck implements Check {
  private static final String SUBJECT = "encryption types";
  private static final String ADVICE =
      "compare encryption_types with permitted_enctypes in krb5.conf and kdc.conf, and run this as"
          + " the user of kxoverd, too";

  private final RealmSettings realm;
  private final CrossoverStore store;

  EnctypesCheck(RealmSettings realm, CrossoverStore store) {
    this.realm = realm;
    this.store = store;
  }

  @Override
  public void run(Report report) {
    List<EncryptionType> listed = realm.get(KeySettings.ENCRYPTION_TYPES);
    List<EncryptionType> possible = store.possible(listed);
    Optional<String> objection = store.objection(listed);
    if (possible.isEmpty()) {
      report.error(SUBJECT, objection.orElse("our KDC can use none of encryption_types"), ADVICE);
    } else if (objection.isPresent()) {
      report.warning(SUBJECT, objection.get(), ADVICE);
    } else {
      report.ok(SUBJECT, "crossover keys may have " + EncryptionType.names(possible));
    }
  }
}
