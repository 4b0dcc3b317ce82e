package org.kxover.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.InputStream;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.kxover.dane.TlsaRecord;
import org.kxover.tls.KxCertificate;
import org.kxover.tls.TlsCredential;
import picocli.CommandLine;

class KxoverCommandTest {
  @TempDir Path folder;
  private final StringWriter out = new StringWriter();
  private final StringWriter err = new StringWriter();
  private Path config;
  private Path certificate;
  private Path key;

  @BeforeEach
  void settings() throws IOException {
    certificate = folder.resolve("kx.crt");
    key = folder.resolve("kx.key");
    config = folder.resolve("kxoverd.conf");
    write(
        "[listen]\naddress = 127.0.0.1:4088\n[realm A.EXAMPLE]\nhost = kx.a.example\n"
            + "certificate = "
            + certificate
            + "\nprivate_key = "
            + key
            + "\n");
  }

  private void write(String text) throws IOException {
    Files.writeString(config, text);
  }

  private int run(String... arguments) {
    out.getBuffer().setLength(0);
    err.getBuffer().setLength(0);
    List<String> all = new ArrayList<>(List.of(arguments));
    all.addAll(List.of("--config", config.toString()));
    CommandLine command =
        KxoverCommand.create(
            Clock.systemUTC(), new SecureRandom(), settings -> null, realm -> null);
    return command
        .setOut(new PrintWriter(out, true))
        .setErr(new PrintWriter(err, true))
        .execute(all.toArray(String[]::new));
  }

  /** One line on standard error, and no stack trace. */
  private void assertError(String... words) {
    assertEquals(1, err.toString().lines().count(), err.toString());
    for (String word : words) {
      assertTrue(err.toString().contains(word), err.toString());
    }
  }

  @Test
  void initMakesBothFilesOnce() throws Exception {
    assertEquals(0, run("init"), err.toString());
    byte[] made = Files.readAllBytes(key);
    assertEquals("rw-------", PosixFilePermissions.toString(Files.getPosixFilePermissions(key)));
    TlsCredential.load(certificate, key);
    assertEquals(0, run("init"));
    assertTrue(out.toString().contains("stay as they are"), out.toString());
    assertEquals(new String(made, StandardCharsets.UTF_8), Files.readString(key));
  }

  @Test
  void initRefusesACertificateOrKeyAlone() throws Exception {
    assertEquals(0, run("init"));
    Files.move(certificate, folder.resolve("aside"));
    assertEquals(1, run("init"));
    assertError(
        "kxover init: " + key + " exists, but not the file that belongs to it, " + certificate);
    Files.move(folder.resolve("aside"), certificate);
    Files.move(key, folder.resolve("aside"));
    assertEquals(1, run("init"));
    assertError(
        "kxover init: " + certificate + " exists, but not the file that belongs to it, " + key);
    assertFalse(Files.exists(key));
  }

  @Test
  void initMakesNoPkcs12FileAndLeavesOneAsItIs() throws Exception {
    Files.writeString(config, "passphrase_file = /kx.pass\n", StandardOpenOption.APPEND);
    assertEquals(1, run("init"));
    assertError(
        "kxover init: "
            + certificate
            + ": there is no such file, and kxover does not make PKCS#12");
    assertFalse(Files.exists(certificate));
    Files.writeString(certificate, "mine");
    assertEquals(0, run("init"));
    assertEquals("mine", Files.readString(certificate));
    assertFalse(Files.exists(key));
  }

  @Test
  void initSaysWhichFolderIsMissing() throws Exception {
    Path missing = folder.resolve("none/kx.key");
    write(
        "[realm A.EXAMPLE]\nhost = kx.a.example\ncertificate = "
            + certificate
            + "\nprivate_key = "
            + missing
            + "\n");
    assertEquals(1, run("init"));
    assertError("kxover init: " + missing + ": no such file or folder");
    assertFalse(Files.exists(certificate), "no half is left");
  }

  @Test
  void dnsPrintsTheThreeRecords() throws Exception {
    assertEquals(0, run("init"));
    assertEquals(0, run("dns", "--ttl", "60"), err.toString());
    TlsaRecord record =
        KxCertificate.tlsaRecord(TlsCredential.load(certificate, key).chainDer().get(0));
    assertEquals(
        List.of(
            "_kerberos.a.example. 60 IN TXT \"A.EXAMPLE\"",
            "_kerberos-tls._tcp.a.example. 60 IN SRV 0 0 4088 kx.a.example.",
            "_4088._tcp.kx.a.example. 60 IN TLSA " + record),
        out.toString().lines().filter(line -> !line.startsWith(";")).toList());
  }

  @Test
  void realmsWithTheSameFilesShareThem() throws Exception {
    String files = "\ncertificate = " + certificate + "\nprivate_key = " + key + "\n";
    String own = folder.resolve("c.crt") + "\nprivate_key = " + folder.resolve("c.key") + "\n";
    write(
        ("[realm A.EXAMPLE]\nhost = kx.a.example" + files)
            + ("[realm C.EXAMPLE]\nhost = kx.c.example\ncertificate = " + own)
            + ("[realm B.EXAMPLE]\nhost = kx.a.example" + files));
    assertEquals(0, run("init"), err.toString());
    assertEquals(2, out.toString().lines().filter(line -> line.startsWith("Made ")).count());
    X509Certificate shared = certificate(certificate);
    assertEquals(3, shared.getSubjectAlternativeNames().size(), "a host and two realms");

    assertEquals(0, run("dns"), err.toString());
    List<String> records = out.toString().lines().filter(line -> !line.startsWith(";")).toList();
    assertEquals(8, records.size(), out.toString());
    assertEquals(2, records.stream().filter(line -> line.contains(" TLSA ")).count());
    assertTrue(
        records.contains("_kerberos-tls._tcp.b.example. 3600 IN SRV 0 0 4088 kx.a.example."));
  }

  private static X509Certificate certificate(Path file) throws Exception {
    try (InputStream in = Files.newInputStream(file)) {
      return (X509Certificate) CertificateFactory.getInstance("X.509").generateCertificate(in);
    }
  }

  @Test
  void theHelpListsEachCommandByTask() {
    assertEquals(0, run("--help"));
    String help = out.toString();
    assertTrue(help.contains("Set up:\n  setup "), help);
    assertTrue(help.contains("Diagnose:\n  check "), help);
    assertTrue(help.contains("Operate:\n  status "), help);
    assertFalse(help.contains("Other:"), help);
  }

  @Test
  void dnsNeedsTheCertificate() {
    assertEquals(1, run("dns"));
    assertError("kxover dns: ", certificate.toString());
    assertEquals("", out.toString());
  }

  @ParameterizedTest
  @CsvSource({
    "--frobnicate,'',Unknown option",
    "frobnicate,'',Unmatched argument",
    "'','',Missing command",
    "init,--days=0,--days must be from 1 to",
    "init,--days=soon,soon",
    "dns,--ttl=-1,--ttl must be from 0 to",
    "dns,--ttl=604801,--ttl must be from 0 to"
  })
  void aWrongCommandLineIsExitCode2(String verb, String option, String words) {
    assertEquals(2, run(Stream.of(verb, option).filter(s -> !s.isEmpty()).toArray(String[]::new)));
    assertError(words, " --help\")");
    assertFalse(err.toString().contains("\tat "), err.toString());
    assertFalse(Files.exists(key));
  }

  @ParameterizedTest
  @CsvSource({"init,kxover init:", "dns,kxover dns:"})
  void aBadSettingIsExitCode1WithItsLine(String verb, String start) throws Exception {
    write("[realm A.EXAMPLE]\nhost = kx.a.example\nclock_skew = never\n");
    assertEquals(1, run(verb));
    assertError(start + " " + config + ":3: clock_skew is not a time");
  }
}
