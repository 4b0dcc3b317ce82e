package org.kxover.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.kxover.lab.LabAuthority;
import org.kxover.lab.LabBind;
import org.xbill.DNS.Type;

class BindPublishIT extends PublishContract {
  @Override
  LabAuthority server(Path place) throws IOException {
    LabBind server = new LabBind(place);
    server.start();
    return server;
  }

  @Test
  void theServersOwnKeyNeedsNoOther() throws Exception {
    settings("kx.local.example", "LOCAL.EXAMPLE");
    Path key = ((LabBind) server).sessionKey();
    Output output = dns("publish", "-l", "-k", key.toString());
    assertEquals(0, output.exitCode(), output::text);
    assertEquals(List.of("LOCAL.EXAMPLE"), served("_kerberos.local.example.", Type.TXT));
  }

  @Test
  void aHookGetsEachChange() throws Exception {
    Path got = folder.resolve("got");
    Path hook = Files.writeString(folder.resolve("hook"), "#!/bin/sh\ncat >>" + got + "\n");
    Files.setPosixFilePermissions(hook, PosixFilePermissions.fromString("rwx------"));
    Output output = dns("publish", "--hook", hook.toString(), "--wait", "0", "--ttl", "60");
    assertEquals(6, output.exitCode(), output::text);
    assertTrue(
        Files.readString(got)
            .startsWith(
                """
                kxover-dns=1
                action=add
                zone=a.example.
                name=_kerberos.a.example.
                type=TXT
                ttl=60
                data="A.EXAMPLE"
                kxover-dns=1
                action=add
                zone=a.example.
                name=_kerberos-tls._tcp.a.example.
                type=SRV
                ttl=300
                data=0 0 4088 kx.hosts.example.
                kxover-dns=1
                """),
        Files.readString(got));
    Files.writeString(hook, "#!/bin/sh\necho no such account >&2\nexit 3\n");
    Output refused = dns("publish", "--hook", hook.toString());
    assertEquals(1, refused.exitCode(), refused::text);
    assertTrue(refused.text().contains("no such account"), refused::text);
  }

  @Test
  void aKeyThatOthersCanReadIsNotUsed() throws Exception {
    Path key = folder.resolve("dns/a.example.key");
    Files.setPosixFilePermissions(key, PosixFilePermissions.fromString("rw-r-----"));
    Output refused = dns("publish");
    assertEquals(1, refused.exitCode(), refused::text);
    assertTrue(refused.text().contains(key + " is open to its group or to others"), refused::text);
    assertEquals(List.of(), served("_kerberos.a.example.", Type.TXT));

    Files.setPosixFilePermissions(key, PosixFilePermissions.fromString("rw-------"));
    Output output = dns("publish");
    assertEquals(0, output.exitCode(), output::text);
  }
}
