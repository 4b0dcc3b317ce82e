package org.kxover.daemon;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.jar.JarFile;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.kxover.event.EventType;
import org.kxover.lab.LabCommand;

/** {@code make install} installs commands that run and units that systemd accepts. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@Timeout(120)
class InstallIT {
  private Path root;

  @BeforeAll
  void install(@TempDir Path folder) throws Exception {
    root = folder;
    new LabCommand(
            root,
            "make",
            "-C",
            Path.of("").toAbsolutePath().toString(),
            "install",
            "PREFIX=" + root.resolve("usr"),
            "SYSCONFDIR=" + root.resolve("etc"),
            "CACHEDIR=" + root.resolve("cache"),
            "UNITDIR=" + root.resolve("unit"),
            "CATALOGDIR=" + root.resolve("root/usr/lib/systemd/catalog"),
            "PLUGINDIR=" + root.resolve("plugins"))
        .run();
  }

  @ParameterizedTest
  @ValueSource(strings = {"kxoverd", "kxover"})
  void theCommandRuns(String name) throws Exception {
    String version =
        new LabCommand(root, root.resolve("usr/sbin").resolve(name).toString(), "--version").run();
    assertTrue(version.matches(name + " \\d+\\.\\d+\\.\\d+(-\\w+)?\n"), version);
  }

  /** The archive is made for the installed Java, without a KDC, a database or DNS. */
  @Test
  @Timeout(600)
  void bothCommandsStartWithAnArchiveOfTheirClasses() throws Exception {
    String share = root.resolve("usr/lib/kxover/share-classes").toString();
    assertEquals("", new LabCommand(root, share).limit(Duration.ofMinutes(5)).run());
    for (String name : List.of("kxoverd", "kxover")) {
      String main =
          "org.kxover.daemon." + Character.toUpperCase(name.charAt(0)) + name.substring(1);
      String said =
          new LabCommand(root, root.resolve("usr/sbin").resolve(name).toString(), "--version")
              // With "on", Java ends if the archive does not fit.
              .env("JAVA_TOOL_OPTIONS", "-Xshare:on -Xlog:class+load")
              .run();
      assertTrue(said.contains(main + " source: shared objects file"), said);
    }
    new LabCommand(root, share, "--remove").run();
    assertFalse(Files.exists(root.resolve("cache/kxover.jsa")));
  }

  /** Java would parse the digests of each class at each start. */
  @Test
  void onlyTheMainSectionOfBouncyCastlesManifestsIsLeft() throws Exception {
    int jars = 0;
    try (DirectoryStream<Path> found =
        Files.newDirectoryStream(root.resolve("usr/share/kxover/lib"), "bc*.jar")) {
      for (Path path : found) {
        try (JarFile jar = new JarFile(path.toFile())) {
          assertEquals(Map.of(), jar.getManifest().getEntries(), path.toString());
          String name = jar.getManifest().getMainAttributes().getValue("Bundle-SymbolicName");
          assertTrue(path.getFileName().toString().startsWith(name), name);
          jars++;
        }
      }
    }
    assertEquals(4, jars);
  }

  @ParameterizedTest
  @ValueSource(strings = {"kxoverd", "kxover"})
  void bashCompletesTheCommand(String name) throws Exception {
    Path script = root.resolve("usr/share/bash-completion/completions").resolve(name);
    new LabCommand(root, "bash", "-n", script.toString()).run();
    assertTrue(
        new LabCommand(root, "bash", "-c", ". " + script + " && complete -p " + name)
            .run()
            .contains("-F _complete_" + name));
  }

  @ParameterizedTest
  @ValueSource(strings = {"kxoverd", "kxover"})
  void zshReadsTheCompletion(String name) throws Exception {
    Path script = root.resolve("usr/share/zsh/vendor-completions").resolve("_" + name);
    new LabCommand(root, "zsh", "-n", script.toString()).run();
  }

  /**
   * The function runs in zsh itself. Only zsh's menu is replaced: it prints what it would offer.
   */
  @ParameterizedTest
  @CsvSource({
    "kxover dns publ, publish:Adds the records",
    "kxover --config /x dns publ, publish:Adds the records",
    "kxover dns publish --dry, --dry-run:",
    "kxover ch, check:",
    "kxoverd --fore, --foreground:"
  })
  void zshCompletesCommandsAndOptions(String line, String offered) throws Exception {
    String[] words = line.split(" ");
    Path script = root.resolve("usr/share/zsh/vendor-completions").resolve("_" + words[0]);
    String said =
        new LabCommand(
                root,
                "zsh",
                "-f",
                "-c",
                "_describe() { print -l -- ${(P)${@[-1]}} }; _files() { };"
                    + " completed() { . %s }; words=(%s); CURRENT=%d; PREFIX=%s; completed"
                        .formatted(script, line, words.length, words[words.length - 1]))
            .run();
    assertTrue(said.lines().anyMatch(one -> one.startsWith(offered)), said);
  }

  @Test
  void fishCompletesCommandsAndOptions() throws Exception {
    Path script = root.resolve("usr/share/fish/vendor_completions.d/kxover.fish");
    String said =
        new LabCommand(
                root,
                "fish",
                "--no-config",
                "-c",
                "source "
                    + script
                    + "; complete -C 'kxover --config /x dns pub'"
                    + "; complete -C 'kxover dns publish --dry'")
            .env("HOME", root.toString())
            .run();
    assertTrue(said.contains("publish\t"), said);
    assertTrue(said.contains("--dry-run\t"), said);
  }

  /** The daemon could not use an unpacked library if all folders that it can write are noexec. */
  @Test
  void theNativeSocketLibraryIsNotUnpacked() throws Exception {
    assertTrue(Files.exists(root.resolve("usr/lib/kxover/libjunixsocket.so")));
    Path temporary = Files.createDirectory(root.resolve("unwritable"));
    String said =
        new LabCommand(root, root.resolve("usr/sbin/kxoverd").toString(), "--foreground")
            .env("JAVA_TOOL_OPTIONS", "-Djava.io.tmpdir=" + temporary)
            .runToAnyEnd()
            .text();
    assertTrue(said.contains("kxoverd.conf"), said);
    assertEquals(0, Files.list(temporary).count());
  }

  @Test
  void theExampleAndThePluginAreInstalled() throws Exception {
    assertTrue(Files.exists(root.resolve("usr/share/doc/kxover/examples/kxoverd.conf")));
    assertTrue(Files.exists(root.resolve("plugins/kxover.so")));
    assertTrue(Files.isExecutable(root.resolve("usr/lib/kxover/kxover-profile")));
    assertTrue(Files.isExecutable(root.resolve("usr/lib/kxover/kxover-kadm5-local")));
    assertEquals(
        PosixFilePermissions.fromString("rwx------"),
        Files.getPosixFilePermissions(root.resolve("etc/kxover/private")));
  }

  @Test
  void theJournalAcceptsTheCatalog() throws Exception {
    String tree = "--root=" + root.resolve("root");
    Files.createDirectories(root.resolve("root/var/lib/systemd/catalog"));
    new LabCommand(root, "journalctl", tree, "--update-catalog").run();
    assertEquals(
        Stream.of(EventType.values()).map(EventType::id).sorted().toList(),
        new LabCommand(root, "journalctl", tree, "--list-catalog")
            .run()
            .lines()
            .map(line -> line.split(" ")[0])
            .sorted()
            .toList());
    String entry =
        new LabCommand(root, "journalctl", tree, "--dump-catalog", EventType.KADMIN_FAILED.id())
            .run();
    assertTrue(
        entry.contains("Documentation: file:" + root.resolve("usr/share/doc/kxover")), entry);
  }

  @Test
  void systemdAcceptsTheUnits() throws Exception {
    List<String> verify = new ArrayList<>(List.of("verify", "--man=no"));
    for (String name :
        List.of(
            "kxoverd.service",
            "kxoverd.socket",
            "kxover-cert-roll.service",
            "kxover-cert-roll.timer")) {
      Path unit = root.resolve("unit").resolve(name);
      assertFalse(
          Files.readString(unit).matches("(?s).*@[A-Z]+@.*"), "a placeholder is left: " + unit);
      verify.add(unit.toString());
    }
    LabCommand.Output output =
        new LabCommand(root, "systemd-analyze", verify.toArray(String[]::new)).runToAnyEnd();
    // systemd-analyze also checks other units of this machine.
    List<String> ours = new ArrayList<>();
    output.text().lines().filter(line -> line.contains("kxover")).forEach(ours::add);
    assertEquals(List.of(), ours);
  }

  /**
   * The remaining exposure comes from host names, the network, and the code that Java generates.
   */
  @Test
  void theServiceHasFewRights() throws Exception {
    String said =
        new LabCommand(
                root,
                "systemd-analyze",
                "security",
                "--offline=true",
                "--threshold=15",
                root.resolve("unit/kxoverd.service").toString())
            .run();
    assertTrue(said.contains("Overall exposure level"), said);
  }
}
