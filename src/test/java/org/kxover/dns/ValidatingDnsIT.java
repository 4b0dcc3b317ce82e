package org.kxover.dns;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.kxover.lab.DnsWorld;
import org.kxover.lab.Ports;
import org.xbill.DNS.Name;
import org.xbill.DNS.Type;

/** Each outcome, with a real recursive resolver and really signed zones. */
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
    for (int i = 0; i < 300; i++) {
      world.zone("b.example").add("flood TXT \"" + i + "\"");
    }
    for (int i = 0; i < 16; i++) {
      world.zone("b.example").add("large TXT \"" + "x".repeat(250) + i + "\"");
    }
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
    return dns.lookup(Name.fromString(name, Name.root), Type.TXT, Deadline.in(TIMEOUT));
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
    "large.b.example, SECURE",
    "flood.b.example, FAILED",
    "loop.b.example, FAILED",
  })
  void eachOutcome(String name, DnsOutcome expected) throws Exception {
    DnsAnswer answer = txt(dns, name);
    assertEquals(expected, answer.outcome(), answer::toString);
    assertEquals(expected == DnsOutcome.SECURE, answer.reason().isEmpty());
  }

  @Test
  void answerHasTheNameOfTheLastCnameTarget() throws Exception {
    assertEquals("www.n.example.", txt(dns, "alias.b.example").name().toString());
    assertEquals("nowhere.n.example.", txt(dns, "to-nowhere.b.example").name().toString());
  }

  @Test
  void ttlOfAbsenceIsThatOfTheSoaRecord() throws Exception {
    Duration ttl = txt(dns, "nothing.b.example").ttl();
    // The resolver may have cached the answer some seconds ago.
    assertTrue(ttl.compareTo(Duration.ofSeconds(60)) <= 0, ttl.toString());
    assertTrue(ttl.compareTo(Duration.ofSeconds(30)) > 0, ttl.toString());
  }

  @Test
  void withAWrongTrustAnchorEverythingIsBogus() throws Exception {
    DnsWorld elsewhere = new DnsWorld(folder.resolve("elsewhere"));
    elsewhere.start();
    elsewhere.stop();
    TrustAnchors wrong = TrustAnchors.load(elsewhere.trustAnchorFile());
    ValidatingDns misconfigured =
        new ValidatingDns(world.address(), wrong, TIMEOUT, Clock.systemUTC());
    assertEquals(DnsOutcome.BOGUS, txt(misconfigured, "_kerberos.www.b.example").outcome());
    assertEquals(DnsOutcome.BOGUS, txt(misconfigured, "www.plain.example").outcome());
    assertEquals(DnsOutcome.BOGUS, txt(misconfigured, "nowhere.b.example").outcome());
  }

  @Test
  void resolverOutOfReachIsAFailure() throws Exception {
    InetSocketAddress unused =
        new InetSocketAddress(InetAddress.getLoopbackAddress(), Ports.free());
    expectFailure(unused, "nothing listens on that port");
  }

  @Test
  void silentResolverIsAFailure() throws Exception {
    try (DatagramSocket silent =
        new DatagramSocket(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0))) {
      expectFailure((InetSocketAddress) silent.getLocalSocketAddress(), "no answer");
    }
  }

  private static void expectFailure(InetSocketAddress resolver, String expected) throws Exception {
    ValidatingDns failing =
        new ValidatingDns(resolver, anchors(), Duration.ofMillis(300), Clock.systemUTC());
    DnsAnswer answer = txt(failing, "_kerberos.www.b.example");
    assertEquals(DnsOutcome.FAILED, answer.outcome(), answer::toString);
    assertTrue(answer.reason().contains(expected), answer::toString);
    assertThrows(
        IOException.class,
        () -> failing.addresses(Name.fromString("www.b.example."), Deadline.in(TIMEOUT)));
  }

  @Test
  void addressesNeedNotBeSecure() throws Exception {
    assertEquals(
        List.of(InetAddress.getByName("::1"), InetAddress.getByName("127.0.0.1")),
        dns.addresses(Name.fromString("www.b.example."), Deadline.in(TIMEOUT)));
    assertEquals(
        List.of(InetAddress.getByName("127.0.0.2")),
        dns.addresses(Name.fromString("to-plain.b.example."), Deadline.in(TIMEOUT)));
    assertThrows(
        UnknownHostException.class,
        () -> dns.addresses(Name.fromString("nowhere.b.example."), Deadline.in(TIMEOUT)));
  }
}
