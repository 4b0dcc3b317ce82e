package org.kxover.check;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.kxover.config.DatabaseSettings;
import org.kxover.config.RealmSettings;
import org.kxover.config.TestSettings;
import org.kxover.kerberos.Realm;

/** Only root can become the daemon's user. */
class ServiceUserTest {
  private static final RealmSettings REALM =
      TestSettings.of(new Realm("A.EXAMPLE"))
          .with(DatabaseSettings.KADMIN, List.of("kadmin", "-k"))
          .with(DatabaseSettings.KDC_ENCTYPES, List.of("kxover-enctypes"));

  @BeforeEach
  void root() throws Exception {
    assumeTrue(Files.getAttribute(Path.of("/proc/self"), "unix:uid").equals(0), "needs root");
  }

  private static ServiceUser find(String uid, String gid, String groups) {
    return ServiceUser.find(
        new RunningDaemon(
            Path.of("/run/control.sock"),
            List.of(Map.of("item", "daemon", "uid", uid, "gid", gid, "groups", groups)),
            Optional.empty()));
  }

  @Test
  void commandsRunAsTheDaemonsUserWithItsGroups() {
    ServiceUser user = find("64125", "64126", "7,8");
    assertTrue(user.isOther());
    assertEquals("64125", user.owner());
    assertEquals(
        List.of("setpriv", "--reuid=64125", "--regid=64126", "--groups=7,8", "kadmin", "-k"),
        user.runs(REALM).get(DatabaseSettings.KADMIN));
    assertEquals(
        List.of("setpriv", "--reuid=64125", "--regid=64126", "--groups=7,8", "kxover-enctypes"),
        user.runs(REALM).get(DatabaseSettings.KDC_ENCTYPES));
  }

  @Test
  void withoutGroupsThereAreNoneOfRoot() {
    assertTrue(find("64125", "64126", "").prefix().contains("--clear-groups"));
  }

  /** A daemon that runs as root needs no other user; words that are no ids are not run. */
  @ParameterizedTest
  @CsvSource({"0,0", "root,0", "64125 --keep-groups,64126", "64125,-1", "'',''"})
  void otherwiseCommandsRunAsThisUser(String uid, String gid) {
    ServiceUser user = find(uid, gid, "");
    assertFalse(user.isOther());
    assertEquals(List.of("kadmin", "-k"), user.runs(REALM).get(DatabaseSettings.KADMIN));
  }
}
