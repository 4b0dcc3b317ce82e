package org.kxover.setup;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.kxover.config.CertificateSettings;
import org.kxover.config.Settings;
import org.kxover.kerberos.Realm;
import org.kxover.lab.LabCommand;
import org.kxover.lab.LabExtension;
import org.kxover.lab.LabKdc;
import org.kxover.lab.LabRealm;
import org.kxover.tls.TlsCredential;

/** {@code kxover init --realm} on a machine with a real key database. */
@Timeout(120)
class SetUpIT {
  @RegisterExtension final LabExtension world = new LabExtension();

  private String realm = "A.EXAMPLE";
  private LabRealm a;
  private Path etc;
  private Path config;

  @BeforeEach
  void aKdcWithoutKxoverd() throws Exception {
    a = world.lab().realm("A.EXAMPLE");
    etc = Files.createDirectory(a.folder().resolve("etc"));
    config = etc.resolve("kxoverd.conf");
    Files.writeString(etc.resolve("kadm5.acl"), "*/admin@A.EXAMPLE *\n");
  }

  private LabCommand.Output init(String... more) throws IOException {
    List<String> words =
        new ArrayList<>(List.of("--acl-file", etc.resolve("kadm5.acl").toString()));
    words.addAll(List.of(more));
    return run(words);
  }

  private LabCommand.Output withoutAclFile() throws IOException {
    return run(List.of("--yes"));
  }

  private LabCommand.Output run(List<String> more) throws IOException {
    List<String> words =
        new ArrayList<>(List.of("-cp", "target/kxoverd.jar", "org.kxover.daemon.Kxover", "init"));
    words.set(1, Path.of("target/kxoverd.jar").toAbsolutePath().toString());
    words.addAll(
        List.of("--realm", realm, "--host", "kx.a.example", "--config", config.toString()));
    words.addAll(List.of("--kadmin-local", a.kdc().kadminCommand()));
    words.addAll(more);
    return new LabCommand(
            a.folder(), System.getProperty("java.home") + "/bin/java", words.toArray(String[]::new))
        .env(
            Map.of(
                "KRB5_CONFIG", a.kdc().config().toString(),
                "KRB5_KDC_PROFILE", a.kdc().profile().toString(),
                // As in the start script: the program kxover-profile is there.
                "PATH", "/usr/sbin:/usr/bin:/sbin:/bin:" + LabKdc.PLUGIN.getParent()))
        .runToAnyEnd();
  }

  /** The contents of each file. */
  private Map<String, String> files() throws IOException {
    Map<String, String> contents = new TreeMap<>();
    try (var all = Files.walk(etc)) {
      for (Path file : all.filter(Files::isRegularFile).toList()) {
        contents.put(
            etc.relativize(file).toString(), HexFormat.of().formatHex(Files.readAllBytes(file)));
      }
    }
    return contents;
  }

  /** Settings whose certificate is in the folder of the test, and not below /etc. */
  private void settingsWithCertificateHere() throws IOException {
    Files.writeString(
        config,
        """
        # Made by hand.
        [listen]
        address = 127.0.0.1:4088
        [kdc]
        socket = %2$s
        [realm A.EXAMPLE]
        host = kx.a.example
        certificate = %1$s/a.crt
        private_key = %1$s/private/a.key
        kadmin = kadmin -k -t %1$s/kadmin.keytab -p kxover/admin@A.EXAMPLE -r A.EXAMPLE
        """
            .formatted(etc, a.kxoverd().socket()));
  }

  @Test
  void makesOnlyWhatIsMissing() throws Exception {
    settingsWithCertificateHere();
    String settings = Files.readString(config);
    LabCommand.Output first = init("--yes");
    assertEquals(0, first.exitCode(), first::text);
    assertTrue(
        first.text().contains("will add the principal kxover/admin@A.EXAMPLE"), first.text());
    assertTrue(first.text().contains("restart kadmind"), first.text());
    assertEquals(settings, Files.readString(config));

    for (String service : List.of("kxover-probe/open", "kxover-probe/closed")) {
      assertTrue(a.kdc().principals().contains(service + "@A.EXAMPLE"), service);
    }
    assertTrue(
        a.kdc()
            .kadmin("getstrs kxover-probe/open")
            .contains("kxover.open: allow KXOVER-PROBE.INVALID"));
    assertFalse(a.kdc().kadmin("getstrs kxover-probe/closed").contains("kxover.open"));
    assertTrue(first.text().contains("module = kxover:kdcpolicy/kxover-guard.so"), first.text());

    Path keytab = etc.resolve("kadmin.keytab");
    assertEquals("rw-------", mode(keytab));
    TlsCredential.load(etc.resolve("a.crt"), etc.resolve("private/a.key"));
    assertEquals("rwx------", mode(etc.resolve("private")));
    List<String> rights = Files.readAllLines(etc.resolve("kadm5.acl"));
    assertEquals(
        "*/admin@A.EXAMPLE *", rights.get(rights.size() - 1), "what was there comes after");
    assertEquals(
        documentedAccessList(), rights.subList(1, 4).stream().map(SetUpIT::singleSpaced).toList());

    Map<String, String> before = files();
    String principal = a.kdc().kadmin("getprinc kxover/admin");
    LabCommand.Output second = init("--yes");
    assertEquals(0, second.exitCode(), second::text);
    assertTrue(second.text().contains("exist and stay as they are"), second.text());
    assertFalse(second.text().contains("will add"), second.text());
    assertEquals(before, files());
    assertEquals(principal, a.kdc().kadmin("getprinc kxover/admin"), "no new key");
  }

  private static String mode(Path file) throws IOException {
    return PosixFilePermissions.toString(Files.getPosixFilePermissions(file));
  }

  private static List<String> documentedAccessList() throws IOException {
    return Files.readAllLines(Path.of("doc/INSTALL.md")).stream()
        .map(SetUpIT::singleSpaced)
        .filter(line -> line.startsWith("kxover/admin@A.EXAMPLE "))
        .limit(3)
        .toList();
  }

  private static String singleSpaced(String line) {
    return line.strip().replaceAll("\\s+", " ");
  }

  /**
   * Runs one step only: the certificate of default settings would go below /etc of this machine.
   */
  @Test
  void writesSettingsThatKxoverdAccepts() throws Exception {
    Files.writeString(config, "# Nothing yet.\n");
    ConfigurationStep step =
        new ConfigurationStep(config, new Realm("A.EXAMPLE"), "kx.a.example", Optional.empty());
    assertTrue(step.plan().orElseThrow().contains("[realm A.EXAMPLE]"));
    step.carryOut();
    assertEquals(
        "kx.a.example", Settings.load(config).realms().get(0).get(CertificateSettings.HOST));
    String written = Files.readString(config);
    step.carryOut();
    assertEquals(written, Files.readString(config));
    assertEquals(Optional.empty(), step.plan());
  }

  @Test
  void refusesConflictingFilesAndChangesNothing() throws Exception {
    settingsWithCertificateHere();
    Files.writeString(etc.resolve("kadm5.acl"), "kxover/admin@A.EXAMPLE *\n*/admin@A.EXAMPLE *\n");
    Map<String, String> before = files();
    LabCommand.Output output = init("--yes");
    assertEquals(1, output.exitCode(), output::text);
    assertTrue(output.text().contains("has other lines for kxover/admin@A.EXAMPLE"), output.text());
    assertEquals(before, files());
    assertFalse(a.kdc().principals().contains("kxover/admin"));

    Files.writeString(config, Files.readString(config).replace("kx.a.example", "kx2.a.example"));
    output = init("--yes");
    assertEquals(1, output.exitCode(), output::text);
    assertTrue(
        output.text().contains("with host = kx2.a.example, not kx.a.example"), output.text());
  }

  @Test
  void withoutATerminalItNeedsYes() throws Exception {
    settingsWithCertificateHere();
    Map<String, String> before = files();
    LabCommand.Output output = init();
    assertEquals(2, output.exitCode(), output::text);
    assertTrue(output.text().contains("there is no terminal to ask on; use --yes"), output.text());
    assertEquals(before, files());
    assertNotEquals(0, init("--host", "not a host", "--yes").exitCode());
  }

  /** The keys of a database that was made anew can have the old ones' kvno. */
  @Test
  void replacesAStaleKeytabAndKeepsItsOtherEntries() throws Exception {
    settingsWithCertificateHere();
    assertEquals(0, init("--yes").exitCode());
    Path keytab = etc.resolve("kadmin.keytab");
    a.kdc().kadmin("addprinc -randkey host/kx.a.example");
    a.kdc().kadmin("ktadd -k " + keytab + " host/kx.a.example");
    assertTrue(init("--yes").text().contains("exist and stay"));
    Set<Keytab.Entry> other = Keytab.read(keytab).of("host/kx.a.example@A.EXAMPLE");
    String principal = "kxover/admin@A.EXAMPLE";

    Set<Keytab.Entry> stale = Keytab.read(keytab).of(principal);
    a.kdc().kadmin("delprinc -force " + principal);
    a.kdc().kadmin("addprinc -randkey -kvno " + kvno(stale) + " " + principal);
    String made = a.kdc().kadmin("getprinc kxover/admin");
    LabCommand.Output output = init("--yes");
    assertEquals(0, output.exitCode(), output::text);
    assertTrue(
        output.text().contains("will replace the key of " + principal + " in " + keytab),
        output.text());
    Set<Keytab.Entry> replaced = Keytab.read(keytab).of(principal);
    assertEquals(kvno(stale), kvno(replaced));
    assertTrue(java.util.Collections.disjoint(stale, replaced), "the same kvno, and other keys");
    assertEquals(other, Keytab.read(keytab).of("host/kx.a.example@A.EXAMPLE"));
    assertEquals(made, a.kdc().kadmin("getprinc kxover/admin"), "the database keeps its key");
    output = init("--yes");
    assertFalse(output.text().contains("will replace"), output.text());
  }

  private static long kvno(Set<Keytab.Entry> keys) {
    return keys.stream()
        .mapToLong(Keytab.Entry::kvno)
        .distinct()
        .reduce((one, two) -> -1)
        .orElse(0);
  }

  @Test
  void namesTheRealmsThatThisKdcHas() throws Exception {
    settingsWithCertificateHere();
    Map<String, String> before = files();
    realm = "A.EXMAPLE";
    LabCommand.Output output = init("--yes");
    assertEquals(1, output.exitCode(), output::text);
    assertTrue(
        output.text().contains("this KDC has no realm A.EXMAPLE; it has A.EXAMPLE, and upper"),
        output.text());
    assertEquals(before, files());
  }

  private Path ownFile() {
    return a.folder().resolve("kdc.conf.d/kxover");
  }

  private static String maps(LabKdc kdc) throws IOException {
    return Files.readString(Path.of("/proc/" + kdc.pid() + "/maps"));
  }

  @Test
  void attachesTheGuardByAFileOfItsOwn() throws Exception {
    settingsWithCertificateHere();
    String modules = LabKdc.PLUGIN.getParent().toString();
    String before = Files.readString(a.kdc().profile());
    LabCommand.Output output = init("--yes", "--modules", modules);
    assertEquals(0, output.exitCode(), output::text);
    assertTrue(output.text().contains("will write these lines to " + ownFile()), output.text());
    assertTrue(output.text().contains(". restart the KDC, which reads"), output.text());
    assertFalse(output.text().contains("connect the KDC"), output.text());
    String after = Files.readString(a.kdc().profile());
    assertTrue(after.startsWith(before), "what was there comes first");
    String lines = Files.readString(ownFile());
    assertFalse(lines.contains("hostrealm"), "the lab has attached the plugin");
    a.kdc().start();
    assertTrue(maps(a.kdc()).contains("kxover-guard.so"), "the KDC has loaded the guard");

    output = init("--yes", "--modules", modules);
    assertEquals(0, output.exitCode(), output::text);
    assertFalse(output.text().contains("will write these lines"), output.text());
    assertEquals(after, Files.readString(a.kdc().profile()));
    assertEquals(lines, Files.readString(ownFile()));
  }

  @Test
  void leavesAKdcThatIsAttachedByOtherLines() throws Exception {
    settingsWithCertificateHere();
    String before = Files.readString(a.kdc().guard().profile());
    LabCommand.Output output = init("--yes");
    assertEquals(0, output.exitCode(), output::text);
    assertEquals(before, Files.readString(a.kdc().profile()));
    assertFalse(Files.exists(ownFile().getParent()));
    assertFalse(output.text().contains("kxover-guard.so"), output.text());
  }

  @Test
  void printsTheLinesForThoseWhoAttachTheKdcThemselves() throws Exception {
    settingsWithCertificateHere();
    String before = Files.readString(a.kdc().profile());
    LabCommand.Output output = init("--yes", "--no-attach");
    assertEquals(0, output.exitCode(), output::text);
    assertEquals(before, Files.readString(a.kdc().profile()));
    assertFalse(Files.exists(ownFile().getParent()));
    assertTrue(
        output.text().contains("2. connect the KDC with these lines in its kdc.conf"),
        output.text());
    assertTrue(
        output.text().contains("  module = kxover:kdcpolicy/kxover-guard.so\n"), output.text());
  }

  /** Two names for one thing would leave the KDC and kxoverd without each other. */
  @Test
  void refusesASocketThatTheKdcDoesNotUse() throws Exception {
    settingsWithCertificateHere();
    Files.writeString(
        config,
        Files.readString(config).replace(a.kxoverd().socket().toString(), "/run/other.sock"));
    Map<String, String> before = files();
    LabCommand.Output output = init("--yes");
    assertEquals(1, output.exitCode(), output::text);
    assertTrue(output.text().contains("but kxoverd listens on /run/other.sock"), output.text());
    assertEquals(before, files());
  }

  /** The access list is where a file in an included folder says. */
  @Test
  void understandsIncludedFiles() throws Exception {
    settingsWithCertificateHere();
    Path included = Files.createDirectory(etc.resolve("kdc.conf.d"));
    Path acl = etc.resolve("elsewhere.acl");
    Files.writeString(
        included.resolve("acl"), "[realms]\n  A.EXAMPLE = {\n    acl_file = " + acl + "\n  }\n");
    Files.writeString(
        a.kdc().profile(), Files.readString(a.kdc().profile()) + "\nincludedir " + included + "\n");
    LabCommand.Output output = withoutAclFile();
    assertEquals(0, output.exitCode(), output::text);
    assertTrue(Files.readString(acl).contains("kxover/admin@A.EXAMPLE"), output.text());

    Files.writeString(included.resolve("acl"), "[broken\n");
    output = withoutAclFile();
    assertEquals(1, output.exitCode(), output::text);
    assertTrue(output.text().contains("; correct "), output.text());
  }
}
