package org.kxover.check;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.kxover.kerberos.EncryptionType.AES128_CTS_HMAC_SHA1_96;
import static org.kxover.kerberos.EncryptionType.AES256_CTS_HMAC_SHA1_96;

import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.kxover.config.DatabaseSettings;
import org.kxover.config.KeySettings;
import org.kxover.config.RealmSettings;
import org.kxover.config.TestSettings;
import org.kxover.kdb.CrossoverStore;
import org.kxover.kdb.ForwardingStore;
import org.kxover.kdb.MemoryStore;
import org.kxover.kerberos.EncryptionType;
import org.kxover.kerberos.Realm;

/** EncryptionTypesIT and MistakesIT have the findings that need a KDC. */
class EnctypesCheckTest {
  private static final List<EncryptionType> LISTED =
      List.of(AES128_CTS_HMAC_SHA1_96, AES256_CTS_HMAC_SHA1_96);
  private static final RealmSettings REALM =
      TestSettings.of(new Realm("A.EXAMPLE")).with(KeySettings.ENCRYPTION_TYPES, LISTED);

  private static Finding finding(List<EncryptionType> lacking, String objection) {
    return finding(REALM, new ServiceUser("kxover", List.of()), lacking, objection);
  }

  private static Finding finding(
      RealmSettings realm, ServiceUser user, List<EncryptionType> lacking, String objection) {
    MemoryStore memory = new MemoryStore(() -> Instant.EPOCH);
    memory.lack(lacking);
    CrossoverStore store =
        new ForwardingStore(memory) {
          @Override
          public Optional<String> objection(List<EncryptionType> listed) {
            return Optional.of(objection).filter(words -> !words.isEmpty());
          }
        };
    Report report = new Report(each -> {});
    new EnctypesCheck(realm, user, new KdcEnvironment(Optional.empty(), Map.of()), store)
        .run(report);
    assertEquals(1, report.findings().size(), report.findings().toString());
    return report.findings().get(0);
  }

  @Test
  void theTypesOfKeysAreNamed() {
    Finding found = finding(List.of(), "");
    assertEquals(Finding.Level.OK, found.level());
    assertTrue(found.text().contains("aes256-cts-hmac-sha1-96"), found.text());
  }

  /** Debian closes kdc.conf to kxoverd, and not to root, who runs the check. */
  @Test
  void whatRootReadsSettlesWhatKxoverdMayNotRead(@TempDir Path folder) throws Exception {
    Path program = folder.resolve("kxover-enctypes");
    Path profile = Files.writeString(folder.resolve("kxover-profile"), "#!/bin/sh\necho end\n");
    RealmSettings realm = REALM.with(DatabaseSettings.KDC_ENCTYPES, List.of(program.toString()));
    Files.writeString(program, "");
    for (Path script : List.of(program, profile)) {
      Files.setPosixFilePermissions(script, PosixFilePermissions.fromString("rwx------"));
    }
    String objection = "cannot read /etc/krb5kdc/kdc.conf, so only the other files tell";
    Map<String, Finding.Level> levels =
        Map.of(
            "permitted 17 18", Finding.Level.OK,
            "permitted 17 18\nclosed /etc/krb5kdc/kdc.conf", Finding.Level.WARNING,
            "permitted 17", Finding.Level.ERROR);
    for (Map.Entry<String, Finding.Level> one : levels.entrySet()) {
      Files.writeString(program, "#!/bin/sh\ncat <<END\n" + one.getKey() + "\nend\nEND\n");
      Finding found =
          finding(realm, new ServiceUser("kxover", List.of("env")), List.of(), objection);
      assertEquals(one.getValue(), found.level(), one.getKey() + ": " + found.text());
    }
  }

  @Test
  void aTypeThatTheKdcDoesNotPermitIsAWarning() {
    Finding found =
        finding(
            List.of(AES128_CTS_HMAC_SHA1_96), "our KDC does not permit aes128-cts-hmac-sha1-96");
    assertEquals(Finding.Level.WARNING, found.level());
    assertTrue(found.advice().contains("with permitted_enctypes"), found.advice());
  }

  /** An old release of krb5 lacks a type, whatever its configuration permits. */
  @Test
  void aTypeThatKadminDoesNotKnowIsToBeRemoved() {
    Finding found =
        finding(
            List.of(AES128_CTS_HMAC_SHA1_96), "our kadmin does not know aes128-cts-hmac-sha1-96");
    assertEquals(Finding.Level.WARNING, found.level());
    assertEquals("remove these types from encryption_types", found.advice());
  }

  @Test
  void withoutAnyTypeThereCanBeNoKey() {
    Finding found = finding(LISTED, "");
    assertEquals(Finding.Level.ERROR, found.level());
    assertTrue(found.advice().contains("at least one of encryption_types"), found.advice());
  }
}
