package org.kxover.check;

import java.io.IOException;
import java.util.List;
import java.util.Optional;
import org.kxover.config.DatabaseSettings;
import org.kxover.config.KeySettings;
import org.kxover.config.RealmSettings;
import org.kxover.kdb.CrossoverStore;
import org.kxover.kerberos.EncryptionType;

/**
 * Checks that the KDC can use the types that crossover keys are to have. What kxoverd reads counts
 * for it, even if root can read more.
 */
final class EnctypesCheck implements Check {
  private static final String SUBJECT = "encryption types";

  /** What the store says of types that only a later release of krb5 has. */
  private static final String UNKNOWN = "kadmin does not know";

  private final RealmSettings realm;
  private final ServiceUser user;
  private final KdcEnvironment kdc;
  private final CrossoverStore store;

  /**
   * @param store that runs its commands as {@code user}
   */
  EnctypesCheck(RealmSettings realm, ServiceUser user, KdcEnvironment kdc, CrossoverStore store) {
    this.realm = realm;
    this.user = user;
    this.kdc = kdc;
    this.store = store;
  }

  @Override
  public void run(Report report) {
    List<EncryptionType> listed = realm.get(KeySettings.ENCRYPTION_TYPES);
    List<EncryptionType> possible = store.possible(listed);
    Optional<String> objection = store.objection(listed);
    List<EncryptionType> forbidden = forbidden(possible);
    if (possible.isEmpty()) {
      report.error(
          SUBJECT,
          objection.orElse("our KDC can use none of encryption_types"),
          "list in permitted_enctypes of krb5.conf and kdc.conf at least one of encryption_types: "
              + EncryptionType.names(listed));
    } else if (!forbidden.isEmpty()) {
      report.error(
          SUBJECT,
          "kxoverd would agree on "
              + EncryptionType.names(forbidden)
              + ", which the KDC forbids: "
              + objection.orElse("kxoverd reads another configuration than the KDC"),
          "let the user of kxoverd read the file with permitted_enctypes, or set encryption_types"
              + " to types that the KDC permits");
    } else if (objection.isPresent() && kdcPermits(listed, possible)) {
      report.ok(
          SUBJECT,
          "crossover keys may have "
              + EncryptionType.names(possible)
              + "; the files that kxoverd may not read permit them, too");
    } else if (objection.isPresent()) {
      report.warning(
          SUBJECT,
          objection.get(),
          objection.get().contains(UNKNOWN)
              ? "remove these types from encryption_types"
              : "compare encryption_types with permitted_enctypes in krb5.conf and kdc.conf");
    } else {
      report.ok(SUBJECT, "crossover keys may have " + EncryptionType.names(possible));
    }
  }

  /** True if this user reads all files of the KDC, and they permit all that is listed. */
  private boolean kdcPermits(List<EncryptionType> listed, List<EncryptionType> possible) {
    return possible.containsAll(listed)
        && reading().filter(all -> all.closed().isEmpty()).isPresent()
        && forbidden(listed).isEmpty();
  }

  /** The types that kxoverd takes as permitted, and that this user reads to be forbidden. */
  private List<EncryptionType> forbidden(List<EncryptionType> possible) {
    return reading()
        .map(
            all ->
                possible.stream().filter(type -> !all.permitted().contains(type.number())).toList())
        .orElse(List.of());
  }

  /** What this user reads, if that is another one than kxoverd's. */
  private Optional<KdcReading> reading() {
    List<String> program = realm.get(DatabaseSettings.KDC_ENCTYPES);
    if (!user.isOther() || program.isEmpty()) {
      return Optional.empty();
    }
    try {
      return Optional.of(KdcReading.of(program, kdc.variables(), realm.realm()));
    } catch (IOException e) {
      // The finding on the KDC says so.
      return Optional.empty();
    }
  }
}
