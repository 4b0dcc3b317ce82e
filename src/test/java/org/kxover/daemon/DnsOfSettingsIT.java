package org.kxover.daemon;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.kxover.config.Settings;
import org.kxover.dns.Deadline;
import org.kxover.dns.DnsOutcome;
import org.kxover.lab.DnsWorld;
import org.xbill.DNS.Name;
import org.xbill.DNS.Type;

/** The DNS client that the settings describe, with a really signed zone. */
class DnsOfSettingsIT {
  @TempDir private Path folder;

  /** Algorithm 7, RFC 9905. */
  @Test
  void rsaSha1AllowsZonesThatAreSignedWithSha1() throws Exception {
    try (DnsWorld world = new DnsWorld(folder)) {
      world.zone("old.example").algorithm("RSASHA1_NSEC3").nsec3().add("www TXT \"old\"");
      world.start();
      assertEquals(DnsOutcome.INSECURE, outcome(world, ""));
      assertEquals(DnsOutcome.INSECURE, outcome(world, "rsa_sha1 = no\n"));
      assertEquals(DnsOutcome.SECURE, outcome(world, "rsa_sha1 = yes\n"));
    }
  }

  private DnsOutcome outcome(DnsWorld world, String setting) throws Exception {
    Path config = folder.resolve("kxoverd.conf");
    Files.writeString(
        config,
        """
        [dns]
        resolver = 127.0.0.1:%d
        trust_anchors = %s
        %s
        [realm A.EXAMPLE]
        host = kx.a.example
        """
            .formatted(world.address().getPort(), world.trustAnchorFile(), setting));
    Name name = Name.fromString("www.old.example.");
    return DaemonContext.dns(Settings.load(config), Clock.systemUTC())
        .lookup(name, Type.TXT, Deadline.in(Duration.ofSeconds(5)))
        .outcome();
  }
}
