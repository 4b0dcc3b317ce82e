package org.kxover.kdb;

import static org.kxover.kdb.TestKeys.A;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Timeout;
import org.kxover.kdb.kadm5.Kadm5Store;
import org.kxover.kdb.kadmin.KadminSettings;
import org.kxover.kerberos.PrincipalName;
import org.kxover.lab.Lab;
import org.kxover.lab.LabKdc;
import org.kxover.lab.LabRealm;

/** The contract with kxover-kadm5-local on a database in an LDAP directory. */
@Timeout(300)
class Kadm5LdapContractIT extends DerivedKeysContract {
  private static Lab lab;
  private static LabRealm realm;

  @BeforeAll
  static void startTheDirectory() throws Exception {
    lab = new Lab();
    realm = lab.realmInLdap(A.name());
    lab.start();
  }

  @AfterAll
  static void stopTheDirectory() throws Exception {
    lab.close();
  }

  @AfterEach
  void removeCrossovers() throws IOException {
    for (String name : realm.kdc().principals().lines().toList()) {
      if (name.startsWith("krbtgt/") && !name.equals("krbtgt/" + A + "@" + A)) {
        realm.kdc().kadmin("delprinc -force " + name);
      }
    }
  }

  @Override
  protected boolean sees() {
    return true;
  }

  @Override
  protected CrossoverStore open(InstantSource clock) {
    KadminSettings settings =
        new KadminSettings(
            List.of(LabKdc.KADM5.toString(), "-r", A.name()),
            Map.of(
                "KRB5_CONFIG", realm.kdc().config().toString(),
                "KRB5_KDC_PROFILE", realm.kdc().profile().toString()),
            Duration.ofSeconds(30),
            8);
    return new Kadm5Store(A, settings, clock);
  }

  @Override
  protected boolean timesItsChanges() {
    return true;
  }

  @Override
  protected void keyByHand(PrincipalName name) throws IOException {
    realm.kdc().kadmin("addprinc -clearpolicy -pw secret " + name);
  }

  @Override
  protected void closeByHand(PrincipalName name) throws IOException {
    realm.kdc().kadmin("modprinc -allow_tix " + name);
  }

  @Override
  protected void block(PrincipalName name) throws IOException {
    realm.kdc().kadmin("setstr " + name + " kxover.blocked 20261124120000Z");
    closeByHand(name);
  }

  @Override
  protected void leaveHalfMade(PrincipalName name) throws IOException {
    realm
        .kdc()
        .kadmin(
            "addprinc -kvno 40 -expire \"1970-01-02 03:04:05 UTC\" -allow_tix -clearpolicy -pw x "
                + name);
  }

  /** Not a test here: the tests share the directory. */
  @Override
  void aReadFailureIsNotReportedAsAbsent() {}

  @Override
  protected void breakReading() {
    throw new UnsupportedOperationException();
  }

  @Override
  protected String everything() throws IOException {
    return Files.readString(realm.kdc().dump(), StandardCharsets.ISO_8859_1);
  }
}
