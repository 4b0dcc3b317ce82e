package org.kxover.build;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.kxover.lab.LabCommand;

/** Maven ends before it uses a plugin or a library that is not the one in the list. */
@Timeout(300)
class ChecksumsIT {
  private static final Path LIST = Path.of("src/build/checksums.sha256");
  private static final Path EXTENSION = Path.of("target/build").toAbsolutePath();
  private static final String PLUGIN = "/maven-enforcer-plugin-";

  /** A library that the plugin loads. */
  private static final String LIBRARY = "/enforcer-rules-";

  @TempDir Path folder;

  /** Runs the plugin in a project of its own, with a list that is changed so. */
  private LabCommand.Output run(UnaryOperator<String> change) throws IOException {
    List<String> list = Files.readAllLines(LIST);
    List<String> changed = list.stream().map(change).filter(line -> !line.isEmpty()).toList();
    String plugin = list.stream().filter(line -> line.contains(PLUGIN)).findFirst().orElseThrow();
    Files.write(folder.resolve("checksums"), changed);
    Files.writeString(
        folder.resolve("pom.xml"),
        """
        <project>
          <modelVersion>4.0.0</modelVersion>
          <groupId>example</groupId>
          <artifactId>example</artifactId>
          <version>1</version>
          <build>
            <plugins>
              <plugin>
                <artifactId>maven-enforcer-plugin</artifactId>
                <version>%s</version>
                <executions>
                  <execution>
                    <phase>validate</phase>
                    <goals>
                      <goal>enforce</goal>
                    </goals>
                    <configuration>
                      <rules>
                        <requireJavaVersion>
                          <version>[17,)</version>
                        </requireJavaVersion>
                      </rules>
                    </configuration>
                  </execution>
                </executions>
              </plugin>
            </plugins>
          </build>
        </project>
        """
            .formatted(plugin.replaceAll(".*" + PLUGIN + "(.*)\\.jar", "$1")));
    assertTrue(Files.exists(EXTENSION), "make plugin compiles the extension");
    return new LabCommand(
            folder,
            "mvn",
            "-B",
            "-o",
            "-Dmaven.ext.class.path=" + EXTENSION,
            "-Dkxover.checksums=" + folder.resolve("checksums"),
            "validate")
        .runToAnyEnd();
  }

  private void assertEnds(String reason, UnaryOperator<String> change) throws IOException {
    LabCommand.Output output = run(change);
    assertNotEquals(0, output.exitCode(), output.text());
    assertTrue(output.text().contains(reason), output.text());
    assertFalse(output.text().contains("BUILD"), output.text());
    assertFalse(output.text().contains("requireJavaVersion"), output.text());
  }

  private static String another(String digest) {
    return digest.replaceFirst("^.", digest.startsWith("0") ? "1" : "0");
  }

  @Test
  void whatTheListHasIsUsed() throws Exception {
    LabCommand.Output output = run(line -> line);
    assertEquals(0, output.exitCode(), output.text());
    assertTrue(output.text().contains("BUILD SUCCESS"), output.text());
  }

  @Test
  void aPluginWithAnotherDigestIsNot() throws Exception {
    assertEnds("SHA-256 of ", line -> line.contains(PLUGIN) ? another(line) : line);
  }

  @Test
  void aLibraryOfAPluginWithAnotherDigestIsNot() throws Exception {
    assertEnds("SHA-256 of ", line -> line.contains(LIBRARY) ? another(line) : line);
  }

  @Test
  void aLibraryThatIsNotListedIsNot() throws Exception {
    assertEnds(" is not in ", line -> line.contains(LIBRARY) ? "" : line);
  }
}
