package org.kxover.setup;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Matcher;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.kxover.kerberos.Realm;

/** The package's purge, in a folder in place of the root, after the steps of a set-up. */
class PurgeTest {
  private static final String KDC_CONF = "[realms]\n    A.EXAMPLE = {\n    }\n";
  private static final String ACL = "*/admin *\n";

  @TempDir Path root;
  private Path kdc;

  @BeforeEach
  void makeFolder() throws IOException {
    kdc = Files.createDirectories(root.resolve("etc/krb5kdc"));
  }

  private void setUp() throws IOException {
    new KdcFolderStep(kdc.resolve("kdc.conf")).carryOut();
    Files.writeString(kdc.resolve("kdc.conf.d/kxover"), "[kxover]\n");
    new AccessListStep(kdc.resolve("kadm5.acl"), new Realm("A.EXAMPLE")).carryOut();
  }

  private void purge() throws IOException {
    String script =
        Files.readString(Path.of("debian/kxover.postrm"))
            .replaceAll(
                "(?<=[ =])/(etc|var|run)/", Matcher.quoteReplacement(root.toString()) + "/$1/");
    Path inFolder = Files.writeString(root.resolve("postrm"), script);
    LocalCommand.Output output = new LocalCommand(List.of("sh", inFolder.toString())).run("purge");
    assertEquals(0, output.exitCode(), output.text());
  }

  @Test
  void theFilesOfTheKdcAreAsTheyWere() throws Exception {
    Files.writeString(kdc.resolve("kdc.conf"), KDC_CONF);
    Files.writeString(kdc.resolve("kadm5.acl"), ACL);
    setUp();
    assertNotEquals(KDC_CONF, Files.readString(kdc.resolve("kdc.conf")));
    assertNotEquals(ACL, Files.readString(kdc.resolve("kadm5.acl")));
    purge();
    assertEquals(KDC_CONF, Files.readString(kdc.resolve("kdc.conf")));
    assertEquals(ACL, Files.readString(kdc.resolve("kadm5.acl")));
    assertFalse(Files.exists(kdc.resolve("kdc.conf.d")));
  }

  @Test
  void aSymbolicLinkStaysOne() throws Exception {
    Path kept = Files.createDirectory(root.resolve("kept"));
    for (String name : List.of("kdc.conf", "kadm5.acl")) {
      Files.createSymbolicLink(kdc.resolve(name), kept.resolve(name));
    }
    Files.writeString(kept.resolve("kdc.conf"), KDC_CONF);
    Files.writeString(kept.resolve("kadm5.acl"), ACL);
    setUp();
    purge();
    for (String name : List.of("kdc.conf", "kadm5.acl")) {
      assertTrue(Files.isSymbolicLink(kdc.resolve(name)), name);
    }
    assertEquals(KDC_CONF, Files.readString(kept.resolve("kdc.conf")));
    assertEquals(ACL, Files.readString(kept.resolve("kadm5.acl")));
  }

  @Test
  void aFolderThatTheAdministratorIncludesLosesOurFilesOnly() throws Exception {
    Path folder = Files.createDirectory(kdc.resolve("conf.d"));
    String before = "includedir " + folder + "\n" + KDC_CONF;
    Files.writeString(kdc.resolve("kdc.conf"), before);
    KdcFolderStep step = new KdcFolderStep(kdc.resolve("kdc.conf"));
    step.carryOut();
    assertEquals(folder, step.folder());
    for (String name : List.of("kxover", "kxover-guard", "kxover-java", "own")) {
      Files.writeString(folder.resolve(name), "[kdcdefaults]\n");
    }
    purge();
    assertEquals(before, Files.readString(kdc.resolve("kdc.conf")));
    try (Stream<Path> left = Files.list(folder)) {
      assertEquals(List.of(folder.resolve("own")), left.toList());
    }
  }

  /** The administrator who added the file needs the line that includes the folder, too. */
  @Test
  void aFileOfSomebodyElseStaysIncluded() throws Exception {
    Files.writeString(kdc.resolve("kdc.conf"), KDC_CONF);
    setUp();
    Files.writeString(kdc.resolve("kdc.conf.d/own"), "[kdcdefaults]\n");
    String before = Files.readString(kdc.resolve("kdc.conf"));
    purge();
    assertEquals(before, Files.readString(kdc.resolve("kdc.conf")));
    assertFalse(Files.exists(kdc.resolve("kdc.conf.d/kxover")));
    assertTrue(Files.exists(kdc.resolve("kdc.conf.d/own")));
  }
}
