package org.kxover.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class DatabaseDropInTest {
  private static final String NO_PROFILE = "AppArmorProfile=";

  @ParameterizedTest
  @ValueSource(strings = {"/var/lib/krb5kdc/principal", "/var/kerberos/krb5kdc/sub/principal"})
  void aDatabaseInItsUsualFolderLeavesTheProfile(String database) {
    List<String> lines = DatabaseDropIn.lines(Path.of(database));
    assertTrue(lines.contains("ReadWritePaths=-" + Path.of(database).getParent()), lines::toString);
    assertFalse(lines.contains(NO_PROFILE), lines::toString);
  }

  /** The daemon works there, too. An administrator who allows the folder can take the line away. */
  @ParameterizedTest
  @ValueSource(strings = {"/srv/kdc/principal", "/var/lib/krb5kdc-2/principal"})
  void anotherFolderTakesTheProfileAway(String database) {
    List<String> lines = DatabaseDropIn.lines(Path.of(database));
    assertEquals(NO_PROFILE, lines.get(lines.size() - 1));
  }

  @Test
  void theFoldersAreThoseOfTheProfile() throws IOException {
    Matcher folders =
        Pattern.compile("(?m)^@\\{krb5_database\\}=(.*)$")
            .matcher(Files.readString(Path.of("debian/apparmor/kxoverd")));
    assertTrue(folders.find());
    assertEquals(DatabaseDropIn.PROFILED, List.of(folders.group(1).split(" ")));
  }
}
