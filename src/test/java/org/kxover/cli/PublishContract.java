package org.kxover.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.kxover.lab.LabAuthority;
import org.xbill.DNS.DClass;
import org.xbill.DNS.ExtendedFlags;
import org.xbill.DNS.Message;
import org.xbill.DNS.Name;
import org.xbill.DNS.Record;
import org.xbill.DNS.Section;
import org.xbill.DNS.SimpleResolver;
import org.xbill.DNS.Type;

/**
 * What {@code kxover dns diff} and {@code kxover dns publish} do with each kind of name server:
 * realm and host in two zones, with records of others at our names.
 */
@Timeout(60)
abstract class PublishContract {
  private static final String REALM = "_kerberos.a.example.";
  private static final String SERVER = "_kerberos-tls._tcp.a.example.";
  private static final String KEYS = "_4088._tcp.kx.hosts.example.";
  private static final String OTHERS_KEY = "3 1 1 " + "AB".repeat(32);

  @TempDir Path folder;
  LabAuthority server;
  private Path config;

  /** Starts it. */
  abstract LabAuthority server(Path place) throws IOException;

  @BeforeEach
  void start() throws IOException {
    server = server(folder.resolve("server"));
    Files.createDirectory(
        folder.resolve("dns"),
        PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
    for (String zone : List.of("a.example", "hosts.example")) {
      Files.copy(
          server.keyFile(),
          folder.resolve("dns/" + zone + ".key"),
          StandardCopyOption.COPY_ATTRIBUTES);
    }
    config = settings("kx.hosts.example", "A.EXAMPLE");
    assertEquals(0, kxover("init").exitCode());
  }

  @AfterEach
  void stop() {
    server.close();
  }

  final Path settings(String host, String realm) throws IOException {
    return Files.writeString(
        folder.resolve("kxoverd.conf"),
        "[listen]\naddress = 127.0.0.1:4088\n[dns]\nresolver = 127.0.0.1:%d\n[realm %s]\n"
                .formatted(server.port(), realm)
            + "host = %1$s\ncertificate = %2$s/kx.crt\nprivate_key = %2$s/kx.key\n"
                .formatted(host, folder));
  }

  record Output(int exitCode, String text) {}

  final Output kxover(String... arguments) {
    StringWriter said = new StringWriter();
    PrintWriter writer = new PrintWriter(said, true);
    List<String> words = new ArrayList<>(List.of(arguments));
    words.addAll(List.of("--config", config.toString()));
    int exitCode =
        KxoverCommand.create(Clock.systemUTC(), new SecureRandom(), settings -> null, realm -> null)
            .setOut(writer)
            .setErr(writer)
            .execute(words.toArray(String[]::new));
    return new Output(exitCode, said.toString());
  }

  final Output dns(String verb, String... options) {
    List<String> words = new ArrayList<>(List.of("dns", verb));
    words.addAll(List.of(options));
    words.addAll(List.of("--port", Integer.toString(server.port())));
    return kxover(words.toArray(String[]::new));
  }

  private static void assertExit(int exitCode, Output output) {
    assertEquals(exitCode, output.exitCode(), output::text);
  }

  /** The data that the server has, as text. */
  final List<String> served(String name, int type) throws IOException {
    return answer(name, type).getSection(Section.ANSWER).stream()
        .filter(record -> record.getType() == type)
        .map(Record::rdataToString)
        .sorted()
        .toList();
  }

  private Message answer(String name, int type) throws IOException {
    SimpleResolver resolver = new SimpleResolver(server.address());
    resolver.setEDNS(0, 1232, ExtendedFlags.DO, List.of());
    return resolver.send(
        Message.newQuery(Record.newRecord(Name.fromString(name), type, DClass.IN)));
  }

  private List<String> ownKeys() throws IOException {
    return served(KEYS, Type.TLSA).stream().filter(data -> !data.equals(OTHERS_KEY)).toList();
  }

  /** Other servers would drop the host's record as out of the realm's zone. */
  @Test
  void eachRecordIsInItsZone() {
    List<String> lines = kxover("dns").text().lines().toList();
    int hosts = lines.indexOf("; Zone hosts.example.");
    assertEquals(0, lines.indexOf("; Zone a.example."));
    assertTrue(hosts > 0, lines::toString);
    for (int i = 1; i < lines.size(); i++) {
      if (lines.get(i).startsWith("_")) {
        assertEquals(i > hosts, lines.get(i).startsWith(KEYS), lines.get(i));
      }
    }
    List<String> commands = kxover("dns", "--format", "nsupdate").text().lines().toList();
    assertEquals("zone a.example.", commands.get(0));
    assertEquals("zone hosts.example.", commands.get(4));
    assertTrue(commands.get(5).startsWith("update add " + KEYS + " 3600 IN TLSA 3 1 1 "));
    assertTrue(kxover("dns", "--format", "json").text().contains("\"zone\": \"hosts.example.\""));
  }

  @Test
  void publishesItsOwnRecordsAndLeavesThoseOfOthers() throws Exception {
    Output before = dns("diff");
    assertExit(6, before);
    assertTrue(before.text().contains("  + " + REALM + " TXT \"A.EXAMPLE\""), before::text);
    assertTrue(before.text().contains("  = " + KEYS + " TLSA " + OTHERS_KEY), before::text);

    assertExit(0, dns("publish", "--dry-run"));
    assertEquals(List.of(), ownKeys(), "only shown");
    assertExit(0, dns("publish"));
    assertExit(0, dns("diff"));
    assertEquals(List.of("A.EXAMPLE"), served(REALM, Type.TXT));
    assertEquals(
        List.of("0 0 4088 kx.hosts.example.", "0 0 4088 kx2.a.example."), served(SERVER, Type.SRV));
    assertTrue(
        answer(KEYS, Type.TLSA).getSection(Section.ANSWER).stream()
            .anyMatch(record -> record.getType() == Type.RRSIG),
        "signed");
    List<String> first = ownKeys();
    assertEquals(1, first.size());

    Files.delete(folder.resolve("kx.crt"));
    Files.delete(folder.resolve("kx.key"));
    assertExit(0, kxover("init"));
    assertExit(0, dns("publish"));
    assertEquals(1, ownKeys().size(), "the old key's record is removed");
    assertFalse(ownKeys().equals(first));
    assertTrue(served(KEYS, Type.TLSA).contains(OTHERS_KEY));

    Output removed = dns("publish", "--remove");
    assertExit(0, removed);
    assertTrue(removed.text().contains(": no longer has our records\n"), removed::text);
    assertEquals(List.of(), served(REALM, Type.TXT));
    assertEquals(List.of("0 0 4088 kx2.a.example."), served(SERVER, Type.SRV));
    assertEquals(List.of(OTHERS_KEY), served(KEYS, Type.TLSA));
  }

  @Test
  void theKeyChangesOurNamesOnly() throws Exception {
    assertExit(0, dns("publish"));
    config = settings("www.hosts.example", "A.EXAMPLE");
    Output refused = dns("publish", "--wait", "0");
    assertTrue(refused.exitCode() != 0, refused::text);
    assertEquals(List.of(), served("_4088._tcp.www.hosts.example.", Type.TLSA));
  }
}
