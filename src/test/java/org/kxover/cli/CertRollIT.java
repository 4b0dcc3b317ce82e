package org.kxover.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.kxover.lab.Lab;
import org.kxover.lab.LabCommand;
import org.kxover.lab.LabExtension;
import org.kxover.lab.LabRealm;
import org.kxover.lab.LabUser;

/** A change of the key in the TLSA record, with real DNS, and with users before and after. */
@Timeout(180)
class CertRollIT {
  @RegisterExtension final LabExtension world = new LabExtension();

  private static void assertServed(LabUser user) throws Exception {
    LabCommand.Output output = user.kvno("-S", "HTTP", "www.b.example");
    assertEquals(0, output.exitCode(), output::text);
  }

  private static void assertTooEarly(LabCommand.Output output, String words) {
    assertEquals(1, output.exitCode(), output::text);
    assertTrue(output.text().contains("too early: "), output.text());
    assertTrue(output.text().contains(words), output.text());
  }

  @Test
  void theNextKeyIsUsedOnlyAfterTwoTtlsWithBothRecords() throws Exception {
    Lab lab = world.lab();
    LabRealm a = lab.realm("A.EXAMPLE");
    LabRealm b = lab.realm("B.EXAMPLE").service("HTTP", "www.b.example");
    lab.start();
    Path certificate = b.folder().resolve("kx.crt");
    String before = Files.readString(certificate);

    LabCommand.Output begun = b.kxoverd().kxover("cert", "roll", "--ttl", "60").runToAnyEnd();
    assertEquals(0, begun.exitCode(), begun::text);
    String record = begun.text().lines().filter(l -> l.contains(" IN TLSA ")).findFirst().get();
    assertTrue(b.kxoverd().kxover("dns", "--ttl", "60").run().contains(record), "dns prints both");
    assertTooEarly(
        b.kxoverd().kxover("cert", "roll", "--ttl", "60").runToAnyEnd(),
        "the TLSA record of the next key is not in DNS");

    b.zone().add(record);
    lab.dns().reload();
    assertTooEarly(
        b.kxoverd().kxover("cert", "roll", "--ttl", "60").runToAnyEnd(), "run this again after ");
    assertEquals(before, Files.readString(certificate), "nothing has changed yet");
    assertServed(a.user("alice"));

    // Pretends that two TTLs have passed since both records were first seen.
    Path published = b.folder().resolve("kx.crt.published");
    Files.writeString(published, Instant.now().minusSeconds(121) + "\n");
    LabCommand.Output done = b.kxoverd().kxover("cert", "roll", "--ttl", "60").runToAnyEnd();
    assertEquals(0, done.exitCode(), done::text);
    assertNotEquals(before, Files.readString(certificate));
    assertEquals(before, Files.readString(b.folder().resolve("kx.crt.old")));

    b.kxoverd().restart();
    b.zone()
        .remove(b.kxoverd().records().stream().filter(r -> r.contains(" TLSA ")).findFirst().get());
    lab.dns().reload();
    a.kdc().kadmin("delprinc -force krbtgt/B.EXAMPLE@A.EXAMPLE");
    a.kxoverd().restart();
    assertServed(a.user("bob"));
    assertEquals(a.crossover(b, a).keys().size(), 4);
  }
}
