package org.kxover.check;

import java.security.SecureRandom;
import java.time.Clock;
import java.time.Duration;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import org.kxover.config.CertificateSettings;
import org.kxover.config.DatabaseSettings;
import org.kxover.config.KeySettings;
import org.kxover.config.RealmSettings;
import org.kxover.kdb.CrossoverKey;
import org.kxover.kdb.CrossoverStore;
import org.kxover.kdb.Role;
import org.kxover.kdb.StoreException;
import org.kxover.kerberos.KerberosTime;
import org.kxover.kerberos.PrincipalName;
import org.kxover.kerberos.Realm;

/**
 * Whether kadmin does what kxoverd will want of it, tried on the crossover principal of a realm
 * that cannot be (RFC 6761 section 6.4). What a stop leaves of it, the daemon removes in minutes.
 */
final class DatabaseCheck implements Check {
  private static final String SUBJECT = "key database";

  /** What kadmin says where neither krb5.conf nor DNS names a host. */
  private static final String NO_ADMIN_SERVER = "Missing parameters in krb5.conf";

  private static final Realm NOBODY = new Realm("KXOVER-CHECK.INVALID");
  private static final Duration LIFE = Duration.ofMinutes(2);
  private static final Duration TICKET = Duration.ofSeconds(10);
  private static final int PASSWORD_OCTETS = 48;

  private final RealmSettings realm;
  private final CrossoverStore store;
  private final Clock clock;
  private final SecureRandom random;

  DatabaseCheck(RealmSettings realm, CrossoverStore store, Clock clock, SecureRandom random) {
    this.realm = realm;
    this.store = store;
    this.clock = clock;
    this.random = random;
  }

  @Override
  public void run(Report report) {
    try {
      List<PrincipalName> crossovers = store.list();
      report.ok(
          SUBJECT,
          realm.get(DatabaseSettings.KADMIN).get(0)
              + " lists it: "
              + crossovers.size()
              + " crossovers");
    } catch (StoreException e) {
      report.error(SUBJECT, e.getMessage(), advice(e.getMessage()));
      return;
    }
    PrincipalName name = PrincipalName.crossover(realm.realm(), NOBODY);
    try {
      store.delete(name);
      write(name);
      boolean there = store.find(name).isPresent();
      store.delete(name);
      if (there && store.find(name).isEmpty()) {
        report.ok(SUBJECT, "made " + name + " and deleted it again");
      } else {
        report.error(SUBJECT, name + " was made or deleted in vain", advice(""));
      }
    } catch (StoreException e) {
      report.error(SUBJECT, e.getMessage(), advice(e.getMessage()));
    }
  }

  private void write(PrincipalName name) throws StoreException {
    byte[] secret = new byte[PASSWORD_OCTETS];
    random.nextBytes(secret);
    KerberosTime now = new KerberosTime(clock.instant());
    byte[] password = Base64.getUrlEncoder().withoutPadding().encode(secret);
    Arrays.fill(secret, (byte) 0);
    try (CrossoverKey key =
        new CrossoverKey(
            name,
            Role.SERVICE,
            1,
            password,
            store.possible(realm.get(KeySettings.ENCRYPTION_TYPES)).stream().sorted().toList(),
            now,
            now.plus(LIFE),
            TICKET,
            "check.invalid:1",
            "none",
            OptionalInt.empty())) {
      store.write(key, Optional.empty());
    }
  }

  private String advice(String trouble) {
    if (trouble.contains(NO_ADMIN_SERVER)) {
      return "krb5.conf lacks kadmind's host: [realms] "
          + realm.realm()
          + " = { admin_server = HOST }";
    }
    return realm.get(DatabaseSettings.KADMIN).get(0).endsWith("kadmin.local")
        ? "run this as root on the KDC; is encryption_types more than this release of krb5 knows?"
        : "\"kxover init --realm "
            + realm.realm()
            + " --host "
            + realm.get(CertificateSettings.HOST)
            + "\" makes keytab and access list; kadmind reads that at its start only";
  }
}
