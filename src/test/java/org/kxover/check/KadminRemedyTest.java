package org.kxover.check;

import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.kxover.config.DatabaseSettings;
import org.kxover.config.RealmSettings;
import org.kxover.config.TestSettings;
import org.kxover.kerberos.Realm;

/** Each error of kadmin has its own advice. */
class KadminRemedyTest {
  private static final RealmSettings REMOTE =
      TestSettings.of(new Realm("A.EXAMPLE"))
          .with(
              DatabaseSettings.KADMIN,
              List.of("kadmin", "-k", "-t", "/etc/k.keytab", "-p", "kxover/admin"));

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          Missing parameters in krb5.conf required | admin_server = HOST
          Preauthentication failed while initializing | kadmin.local -r A.EXAMPLE -q "ktadd -k /etc/k.keytab kxover/admin"
          Incorrect password while initializing | ktadd -k /etc/k.keytab kxover/admin
          Permission denied while initializing | chown 123 /etc/k.keytab
          Cannot contact any KDC for realm | start the realm's KDC
          Communication failure with server | start kadmind
          Cannot resolve network address for admin server | this machine's resolver answers
          Operation requires ``add'' privilege | its rights in kadm5.acl with "kxover setup --realm A.EXAMPLE"
          Client 'kxover/admin@A.EXAMPLE' not found in Kerberos database | kxover setup --realm A.EXAMPLE
          something else | the log of kadmind
          """)
  void eachErrorHasItsAdvice(String error, String advice) {
    String said = KadminRemedy.on(error, REMOTE, new ServiceUser("123", List.of()));
    assertTrue(said.contains(advice), said);
  }
}
