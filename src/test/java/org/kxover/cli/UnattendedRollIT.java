package org.kxover.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
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
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.util.List;
import java.util.Locale;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.kxover.config.DnsSettings;
import org.kxover.config.Settings;
import org.kxover.dns.SecureDns;
import org.kxover.dns.TrustAnchorException;
import org.kxover.dns.TrustAnchors;
import org.kxover.dns.ValidatingDns;
import org.kxover.lab.Lab;
import org.kxover.lab.LabExtension;
import org.kxover.lab.LabKnot;
import org.kxover.lab.LabRealm;
import org.xbill.DNS.DClass;
import org.xbill.DNS.Message;
import org.xbill.DNS.Name;
import org.xbill.DNS.Record;
import org.xbill.DNS.Section;
import org.xbill.DNS.SimpleResolver;
import org.xbill.DNS.Type;

/** The timer's change to a new key, with a real name server and a real daemon. */
@Timeout(180)
class UnattendedRollIT {
  /** Longer than two TTLs of 3600 s. */
  private static final Duration TWO_TTLS = Duration.ofSeconds(7201);

  @RegisterExtension final LabExtension world = new LabExtension();
  private final StringWriter said = new StringWriter();
  private Duration passed = Duration.ZERO;
  private LabRealm b;
  private LabKnot knot;

  private final Clock clock =
      new Clock() {
        @Override
        public Instant instant() {
          return Instant.now().plus(passed);
        }

        @Override
        public ZoneId getZone() {
          return ZoneId.of("UTC");
        }

        @Override
        public Clock withZone(ZoneId zone) {
          return this;
        }
      };

  private int roll() {
    said.getBuffer().setLength(0);
    PrintWriter writer = new PrintWriter(said, true);
    return KxoverCommand.create(clock, new SecureRandom(), this::resolver, realm -> null)
        .setOut(writer)
        .setErr(writer)
        .execute(
            "cert",
            "roll",
            "--unattended",
            "--before=3660",
            "--restart=true",
            "--server=127.0.0.1:" + knot.port(),
            "--config=" + b.folder().resolve("kxoverd.conf"));
  }

  private SecureDns resolver(Settings settings) throws TrustAnchorException {
    return new ValidatingDns(
        settings.get(DnsSettings.RESOLVER),
        TrustAnchors.load(settings.get(DnsSettings.TRUST_ANCHORS)),
        Duration.ofSeconds(5),
        Clock.systemUTC());
  }

  private void assertRoll(int exitCode, String words) {
    assertEquals(exitCode, roll(), said::toString);
    assertTrue(said.toString().contains(words), said::toString);
  }

  private List<String> keys() throws IOException {
    String name = "_" + b.kxoverd().port() + "._tcp.kx.b.example.";
    return new SimpleResolver(knot.address())
            .send(Message.newQuery(Record.newRecord(Name.fromString(name), Type.TLSA, DClass.IN)))
            .getSection(Section.ANSWER)
            .stream()
            .map(Record::rdataToString)
            .toList();
  }

  private double stuck() throws IOException {
    return b.kxoverd().metrics().get("kxover_certificate_roll_stuck{realm=\"B.EXAMPLE\"}");
  }

  private String status() throws IOException {
    return b.kxoverd().kxover("status").run();
  }

  @Test
  void goesFromTheNewKeyToTheRemovalOfTheOldRecordAndShowsWhatIsStuck() throws Exception {
    Lab lab = world.lab();
    b = lab.realm("B.EXAMPLE");
    b.kxoverd().measured();
    lab.start();
    String names = "_kerberos, _kerberos-tls._tcp, _" + b.kxoverd().port() + "._tcp.kx";
    knot = new LabKnot(b.folder().resolve("knot"), "b.example", names);
    Path keys =
        Files.createDirectory(
            b.folder().resolve("dns"),
            PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
    Files.copy(knot.keyFile(), keys.resolve("b.example.key"), StandardCopyOption.COPY_ATTRIBUTES);
    Path certificate = b.folder().resolve("kx.crt");
    String before = Files.readString(certificate);

    assertEquals(0, stuck());
    assertRoll(1, "stuck: " + certificate + ": ");
    assertEquals(1, stuck());
    assertTrue(status().contains("Change to a new key: stuck for "), status());

    knot.start();
    try {
      assertRoll(0, "the servers have both records");
      assertEquals(0, stuck());
      assertEquals(2, keys().size());
      assertRoll(0, "the servers have both records");
      assertEquals(before, Files.readString(certificate), "two TTLs have not passed");

      passed = TWO_TTLS;
      assertRoll(1, "secure DNS does not say what the zone's servers say");
      assertEquals(
          before, Files.readString(certificate), "the zone's servers alone are not enough");
      for (String data : keys()) {
        if (!data.toLowerCase(Locale.ROOT).endsWith(b.kxoverd().tlsa())) {
          b.zone().add("_" + b.kxoverd().port() + "._tcp.kx.b.example. 60 IN TLSA " + data);
        }
      }
      lab.dns().reload();
      assertRoll(1, "kxoverd still shows the old certificate");
      assertNotEquals(before, Files.readString(certificate));
      assertEquals(1, stuck());
      assertEquals(2, keys().size(), "the key in use keeps its record");

      b.kxoverd().restart();
      assertRoll(0, "the new key is in use");
      assertEquals(0, stuck());
      assertEquals(2, keys().size());

      passed = TWO_TTLS.multipliedBy(2);
      assertRoll(0, "the change is complete");
      assertEquals(1, keys().size());
      assertFalse(Files.exists(b.folder().resolve("kx.key.old")));
      assertFalse(Files.exists(b.folder().resolve("kx.crt.roll")));
      assertFalse(status().contains("Change to a new key"), status());
    } finally {
      knot.close();
    }
  }
}
