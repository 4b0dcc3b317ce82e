package org.kxover.publish;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.kxover.config.PublishMethod;
import org.kxover.config.PublishMethod.Way;
import org.kxover.dns.ServerQuery;
import org.xbill.DNS.Name;

class PublishersTest {
  private static final InetSocketAddress SERVER = new InetSocketAddress("127.0.0.1", 53);

  @TempDir Path folder;
  private Path keytab;

  @BeforeEach
  void keys() throws IOException {
    Path keys = Files.createDirectory(folder.resolve("dns"));
    Files.setPosixFilePermissions(keys, PosixFilePermissions.fromString("rwx------"));
    keytab = keys.resolve("client.keytab");
  }

  private Map<String, String> environment(Way way) throws IOException {
    Publishers publishers =
        new Publishers(
            PublishMethod.of(way),
            Optional.empty(),
            new KeyFolder(folder.resolve("kxoverd.conf")),
            new ZoneServers(
                ServerQuery.authority(SERVER, Duration.ofSeconds(1)),
                Optional.of(SERVER),
                SERVER.getPort(),
                Duration.ofSeconds(1)));
    return ((Nsupdate) publishers.of(Name.fromConstantString("a.example."))).environment();
  }

  private void writeKeytab(String mode) throws IOException {
    Files.createFile(keytab);
    Files.setPosixFilePermissions(keytab, PosixFilePermissions.fromString(mode));
  }

  @Test
  void withoutAKeytabTheTicketIsThatOfTheUser() throws IOException {
    assertEquals(Map.of(), environment(Way.GSS));
  }

  @Test
  void theKeytabIsForKerberosOnly() throws IOException {
    writeKeytab("rw-------");
    assertEquals("FILE:" + keytab, environment(Way.GSS).get("KRB5_CLIENT_KTNAME"));
    assertEquals("MEMORY:kxover", environment(Way.GSS).get("KRB5CCNAME"));
    assertEquals(Map.of(), environment(Way.LOCAL));
  }

  @Test
  void aKeytabForAllToReadIsRefused() throws IOException {
    writeKeytab("rw-r--r--");
    String said = assertThrows(IOException.class, () -> environment(Way.GSS)).getMessage();
    assertTrue(said.contains("client.keytab is open to its group or to others"), said);
  }
}
