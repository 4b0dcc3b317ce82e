package org.kxover.dns;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.kxover.lab.DnsWorld;
import org.xbill.DNS.Name;
import org.xbill.DNS.Type;

/** Lookups that rely on the AD bit of a validating resolver on loopback. */
class TrustedResolverDnsIT {
  private static final Duration TIMEOUT = Duration.ofSeconds(5);

  @TempDir static Path folder;
  private static DnsWorld world;

  @BeforeAll
  static void startWorld() throws Exception {
    world = new DnsWorld(folder);
    world
        .zone("b.example")
        .add("_kerberos.www TXT \"B.EXAMPLE\"")
        .add("alias CNAME _kerberos.www")
        .add("to-plain CNAME www.plain.example.")
        .add("loop CNAME loop");
    world.zone("plain.example").unsigned().add("www TXT \"plain\"");
    world.zone("f.example").add("forged TXT \"true\"").forge("forged TXT \"false\"");
    world.zone("old.example").expired().add("www TXT \"old\"");
    world.start();
  }

  @AfterAll
  static void stopWorld() {
    world.close();
  }

  private static DnsAnswer txt(SecureDns dns, String name) throws IOException {
    return dns.lookup(Name.fromString(name, Name.root), Type.TXT, Deadline.in(TIMEOUT));
  }

  @ParameterizedTest
  @CsvSource({
    "_kerberos.www.b.example, SECURE",
    "alias.b.example, SECURE",
    "nowhere.b.example, ABSENT",
    "www.plain.example, INSECURE",
    "to-plain.b.example, INSECURE",
    "forged.f.example, BOGUS",
    "www.old.example, BOGUS",
    "loop.b.example, FAILED",
  })
  void believesTheAdBitOfATrustedResolver(String name, DnsOutcome expected) throws Exception {
    SecureDns trusting = new TrustedResolverDns(world.address(), TIMEOUT, Clock.systemUTC());
    DnsAnswer answer = txt(trusting, name);
    assertEquals(expected, answer.outcome(), answer::toString);
  }

  @Test
  void trustedResolverMustBeOnLoopback() throws Exception {
    InetSocketAddress far = new InetSocketAddress(InetAddress.getByName("192.0.2.1"), 53);
    assertThrows(
        IllegalArgumentException.class,
        () -> new TrustedResolverDns(far, TIMEOUT, Clock.systemUTC()));
  }
}
