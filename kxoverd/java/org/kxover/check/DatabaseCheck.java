package org.kxover.check;

import java.security.SecureRandom;
import java.time.Clock;
import java.time.Duration;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import org.kxover.config.DatabaseSettings;
import org.kxover.config.KeySettings;
import org.kxover.config.RealmSettings;
import org.kxover.kdb.CrossoverKey;
import org.kxover.kdb.CrossoverNames;
import org.kxover.kdb.CrossoverStore;
import org.kxover.kdb.Role;
import org.kxover.kdb.StoreException;
import org.kxover.kerberos.EncryptionType;
import org.kxover.kerberos.KerberosTime;
import org.kxover.kerberos.PrincipalName;
import org.kxover.kerberos.Realm;

/**
 * Checks that kadmin, or the program in kadm5, can do what kxoverd needs. It makes and deletes the
 * crossover principal of a realm that cannot exist (RFC 6761 section 6.4). If this process is
 * killed in between, the daemon removes the principal some minutes later.
 */
final class DatabaseCheck implements Check {
  private static final String SUBJECT = "key database";

  private static final Realm NO_REALM = new Realm("KXOVER-CHECK.INVALID");
  private static final Duration KEY_LIFETIME = Duration.ofMinutes(2);
  private static final Duration TICKET_LIFE = Duration.ofSeconds(10);
  private static final int PASSWORD_OCTETS = 48;

  private final RealmSettings realm;
  private final ServiceUser user;
  private final CrossoverStore store;
  private final Clock clock;
  private final SecureRandom random;

  /**
   * @param store that runs its commands as {@code user}
   */
  DatabaseCheck(
      RealmSettings realm,
      ServiceUser user,
      CrossoverStore store,
      Clock clock,
      SecureRandom random) {
    this.realm = realm;
    this.user = user;
    this.store = store;
    this.clock = clock;
    this.random = random;
  }

  @Override
  public void run(Report report) {
    List<String> kadm5 = realm.get(DatabaseSettings.KADM5);
    try {
      long crossovers = count();
      report.ok(
          SUBJECT,
          (kadm5.isEmpty() ? realm.get(DatabaseSettings.KADMIN) : kadm5).get(0)
              + " lists the principals: "
              + crossovers
              + " crossovers"
              + (user.isOther() ? ", as user " + user.owner() + ", as kxoverd does" : ""));
    } catch (StoreException e) {
      report.error(SUBJECT, e.getMessage(), advice(e.getMessage()));
      return;
    }
    List<EncryptionType> types = store.possible(realm.get(KeySettings.ENCRYPTION_TYPES));
    if (types.isEmpty()) {
      // EnctypesCheck reports this, and a key needs a type.
      return;
    }
    PrincipalName name = PrincipalName.crossover(realm.realm(), NO_REALM);
    try {
      store.delete(name);
      write(name, types);
      boolean found = store.find(name).isPresent();
      store.delete(name);
      if (found && store.find(name).isEmpty()) {
        report.ok(SUBJECT, "made " + name + " and deleted it again");
      } else {
        report.error(
            SUBJECT,
            name + " could not be made and deleted, although kadmin reported no error",
            advice(""));
      }
    } catch (StoreException e) {
      report.error(SUBJECT, e.getMessage(), advice(e.getMessage()));
    }
  }

  private long count() throws StoreException {
    long count = 0;
    try (CrossoverNames names = store.names()) {
      while (names.next().isPresent()) {
        count++;
      }
    }
    return count;
  }

  private void write(PrincipalName name, List<EncryptionType> types) throws StoreException {
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
            types.stream().sorted().toList(),
            now,
            now.plus(KEY_LIFETIME),
            TICKET_LIFE,
            "check.invalid:1",
            "none",
            OptionalInt.empty())) {
      store.write(key, Optional.empty());
    }
  }

  private String advice(String error) {
    return KadminRemedy.on(error, realm, user);
  }
}
