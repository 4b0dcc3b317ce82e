package org.kxover.publish;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.kxover.config.Settings;
import org.kxover.kerberos.Realm;

/** Which records are those of one daemon, and which are those of all that a realm has. */
class OwnRecordsTest {
  @TempDir Path folder;

  @Test
  void onlyTheSpellingOfTheRealmIsOfAllItsDaemons() throws Exception {
    Realm realm = new Realm("a.example");
    Path file =
        Files.writeString(
            folder.resolve("kxoverd.conf"),
            """
            [realm a.example]
            host = kx.a.example
            test_service = yes
            [realm B.EXAMPLE]
            host = kx.b.example
            """);
    List<OwnRecord> all =
        OwnRecords.of(Settings.load(file), any -> Map.of("3 1 1 " + "00".repeat(32), "a key"))
            .all();
    assertEquals(
        List.of("_kerberos.a.example. TXT \"a.example\""),
        all.stream()
            .filter(record -> OwnRecords.isOfTheRealm(record, realm))
            .map(OwnRecord::toString)
            .toList());
    assertEquals(7, all.size(), all.toString());
  }
}
