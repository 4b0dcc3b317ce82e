package org.kxover.build;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.kxover.lab.LabCommand;

/** The files that name the version and its time agree, and the list of checksums can be read. */
class ReleaseTest {
  private static String find(String pattern, String file) throws IOException {
    Matcher matcher = Pattern.compile(pattern).matcher(Files.readString(Path.of(file)));
    assertTrue(matcher.find(), pattern + " in " + file);
    return matcher.group(1);
  }

  @Test
  void mavenDebianAndThePagesHaveOneVersion() throws IOException {
    String version = find("<artifactId>kxoverd</artifactId>\\s*<version>([^<]*)<", "pom.xml");
    String debian = version.replace("-SNAPSHOT", "~snapshot").replace("-rc", "~rc") + "-1";
    assertEquals(debian, find("^kxover \\(([^)]*)\\)", "debian/changelog"));
    assertEquals(
        version.replaceFirst("-.*", ""), find("\n## (\\d+\\.\\d+\\.\\d+)", "CHANGELOG.md"));
    assertEquals(debian, find("Setting up kxover \\(([^)]*)\\)", "doc/INSTALL.md"));
    assertEquals(version, find("\n *kxover (\\d[^\n]*)\n", "doc/INSTALL.md"));
  }

  /** The times in the jar are Maven's, and those in the package are of debian/changelog. */
  @Test
  void mavenAndDebianHaveOneTime() throws IOException {
    String time = find("\n -- .*>  (.*)\n", "debian/changelog");
    assertEquals(
        Instant.parse(find("<project.build.outputTimestamp>([^<]*)<", "pom.xml")),
        OffsetDateTime.parse(time, DateTimeFormatter.RFC_1123_DATE_TIME).toInstant());
  }

  @Test
  void theListOfChecksumsIsInOrder() throws IOException {
    List<String> lines = Files.readAllLines(Path.of("src/build/checksums.sha256"));
    assertEquals(
        List.of(),
        lines.stream().filter(line -> !line.matches("[0-9a-f]{64}  [\\w.+/-]+\\.\\w+")).toList());
    List<String> paths = lines.stream().map(line -> line.substring(66)).toList();
    assertEquals(paths.stream().sorted().distinct().toList(), paths);
    assertTrue(paths.stream().anyMatch(path -> path.contains("/bctls-jdk18on-")), "no bctls");
  }

  /** The tests build without the bill of materials, and leave that of an earlier build. */
  @Test
  void anOldBillOfMaterialsIsNotInstalled(@TempDir Path folder) throws IOException {
    Path bill = folder.resolve("kxover.cdx.json");
    String root = Path.of("").toAbsolutePath().toString();
    LabCommand command =
        new LabCommand(folder, "make", "-s", "-C", root, "fresh-sbom", "SBOM=" + bill);
    assertEquals(0, command.runToAnyEnd().exitCode());
    Files.createFile(bill);
    assertEquals(0, command.runToAnyEnd().exitCode());
    Files.setLastModifiedTime(bill, FileTime.from(Instant.parse("2026-01-01T00:00:00Z")));
    LabCommand.Output old = command.runToAnyEnd();
    assertEquals(2, old.exitCode(), old::text);
    assertTrue(old.text().contains("is older than pom.xml; run make"), old::text);
    assertTrue(find("\ninstall: (.*)\n", "Makefile").startsWith("fresh-sbom "));
  }
}
