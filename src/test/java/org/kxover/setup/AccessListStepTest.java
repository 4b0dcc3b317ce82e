package org.kxover.setup;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.kxover.kerberos.Realm;

/** kxoverd's lines in the access list of kadmind, of which the first that matches counts. */
class AccessListStepTest {
  private static final String OTHERS = "bob/admin@A.EXAMPLE *\nkxover/admin@B.EXAMPLE *\n";

  @TempDir Path folder;

  private Path file() {
    return folder.resolve("kadm5.acl");
  }

  private AccessListStep step() {
    return new AccessListStep(file(), new Realm("A.EXAMPLE"));
  }

  private List<String> rights() throws IOException {
    return Files.readAllLines(file()).stream().filter(line -> !line.startsWith("#")).toList();
  }

  private String ours() {
    return String.join("\n", step().lines()) + "\n";
  }

  @Test
  void theLinesComeFirstAndGoAgain() throws Exception {
    Files.writeString(file(), OTHERS);
    step().carryOut();
    assertEquals(step().lines(), rights().subList(0, 3));
    assertEquals(Optional.empty(), step().plan());
    step().takeBack();
    assertEquals(OTHERS, Files.readString(file()));
  }

  /** Such a line gives kxoverd all rights, or takes them away. */
  @ParameterizedTest
  @ValueSource(
      strings = {
        "*/admin@A.EXAMPLE *",
        "*/admin *",
        "* l",
        "*/*@*  x",
        "kxover/*@A.EXAMPLE\tACDIMPS",
      })
  void aLineBeforeThemThatMatchesComesAfterThem(String line) throws Exception {
    Files.writeString(file(), line + "\n" + OTHERS + ours());
    assertTrue(step().plan().orElseThrow().startsWith("move the lines for kxover/admin@A.EXAMPLE"));
    step().carryOut();
    assertEquals(step().lines(), rights().subList(0, 3));
    assertEquals(line, rights().get(3));
    assertEquals(6, rights().size());
    assertEquals(Optional.empty(), step().plan());
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "# */admin@A.EXAMPLE *",
        "*/root@A.EXAMPLE *",
        "*@A.EXAMPLE *",
        "*/admin@B.EXAMPLE *",
        "",
      })
  void aLineThatDoesNotMatchMayComeBeforeThem(String line) throws Exception {
    Files.writeString(file(), line + "\n" + OTHERS + ours());
    assertEquals(Optional.empty(), step().plan());
  }
}
