package org.kxover.dns;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.kxover.lab.DnsWorld;
import org.xbill.DNS.Name;
import org.xbill.DNS.Type;

/** Each outcome, from a real recursive resolver over really signed zones. */
class ValidatingDnsIT {
  private static final Duration TIMEOUT = Duration.ofSeconds(5);

  @TempDir static Path folder;
  private static DnsWorld world;
  private static ValidatingDns dns;

  @BeforeAll
  static void startWorld() throws Exception {
    world = new DnsWorld(folder);
    world
        .zone("b.example")
        .add("www A 127.0.0.1")
        .add("www AAAA ::1")
        .add("_kerberos.www TXT \"B.EXAMPLE\" \"more\"")
        .add("alias CNAME www.n.example.")
        .add("to-plain CNAME www.plain.example.")
        .add("to-forged CNAME forged.f.example.")
        .add("to-nowhere CNAME nowhere.n.example.")
        .add("loop CNAME pool")
        .add("pool CNAME loop")
        .add("*.wild TXT \"any\"")
        .add("deep.ent TXT \"below an empty name\"");
    world.zone("n.example").nsec3().add("www A 127.0.0.3").add("www TXT \"hashed\"");
    world.zone("plain.example").unsigned().add("www A 127.0.0.2").add("www TXT \"plain\"");
    world
        .zone("f.example")
        .add("honest TXT \"true\"")
        .add("forged TXT \"true\"")
        .add("forged A 192.0.2.1")
        .forge("forged TXT \"false\"");
    world.zone("old.example").expired().add("www TXT \"old\"");
    world.start();
    dns = new ValidatingDns(world.address(), anchors(), TIMEOUT, Clock.systemUTC());
  }

  @AfterAll
  static void stopWorld() {
    world.close();
  }

  private static TrustAnchors anchors() throws Exception {
    return TrustAnchors.load(world.trustAnchorFile());
  }

  private static DnsAnswer txt(SecureDns dns, String name) throws IOException {
    return dns.lookup(Name.fromString(name, Name.root), Type.TXT);
  }

  @ParameterizedTest
  @CsvSource({
    "_kerberos.www.b.example, SECURE",
    "_KERBEROS.Www.B.Example, SECURE",
    "any.thing.wild.b.example, SECURE",
    "www.n.example, SECURE",
    "alias.b.example, SECURE",
    "honest.f.example, SECURE",
    "www.b.example, ABSENT",
    "nowhere.b.example, ABSENT",
    "ent.b.example, ABSENT",
    "nowhere.n.example, ABSENT",
    "_kerberos.www.n.example, ABSENT",
    "to-nowhere.b.example, ABSENT",
    "www.plain.example, INSECURE",
    "nowhere.plain.example, INSECURE",
    "to-plain.b.example, INSECURE",
    "forged.f.example, BOGUS",
    "to-forged.b.example, BOGUS",
    "www.old.example, BOGUS",
    "nowhere.old.example, BOGUS",
    "loop.b.example, FAILED",
  })
  void tellsOutcomesApart(String name, DnsOutcome expected) throws Exception {
    DnsAnswer answer = txt(dns, name);
    assertEquals(expected, answer.outcome(), answer::toString);
    assertEquals(expected == DnsOutcome.SECURE, answer.reason().isEmpty());
  }
}
