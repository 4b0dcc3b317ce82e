package org.kxover.plugin;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.kxover.plugin.FakeDaemon.answer;
import static org.kxover.plugin.FakeDaemon.refersTo;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** A KDC with the patch: what it asks a daemon, and how it uses the answer. */
@Timeout(120)
class PatchedKdcIT extends PatchedKdcFixture {
  @BeforeEach
  void startKdc() throws Exception {
    kdc = realm.patched("socket = " + socket, "time_budget = 1000");
  }

  @Test
  void refersToTheRealmThatTheDaemonNames() throws Exception {
    try (FakeDaemon daemon = new FakeDaemon(socket, refersTo("B.EXAMPLE"))) {
      assertEquals(new KdcAnswer(B, null), KdcClient.ask(kdc.port(), realm.request(HOST)));
      assertEquals(
          Map.of(
              "kxover", "1",
              "id", "1",
              "realm", "A.EXAMPLE",
              "service", "HTTP/www.b.example",
              "client", "alice@A.EXAMPLE"),
          daemon.requests().get(0).fields());
    }
    List<String> log = kdc.lines("TGS_REQ");
    assertEquals(1, log.size(), log::toString);
    assertTrue(log.get(0).contains("ISSUE"), log.get(0));
  }

  @Test
  void answersOverTcpAsOverUdp() throws Exception {
    try (FakeDaemon daemon = new FakeDaemon(socket, refersTo("B.EXAMPLE"));
        var connection = KdcClient.sendTcp(kdc.port(), realm.request(HOST))) {
      assertEquals(B, KdcClient.readTcp(connection).ticket());
      assertEquals(1, daemon.requests().size());
    }
  }

  /** The service in a question is in lower case, whatever the client sent. */
  @Test
  void asksInLowerCase() throws Exception {
    try (FakeDaemon daemon = new FakeDaemon(socket, refersTo("B.EXAMPLE"))) {
      KdcClient.ask(kdc.port(), realm.request("HTTP/WWW.B.example@A.EXAMPLE"));
      assertEquals("HTTP/www.b.example", daemon.requests().get(0).fields().get("service"));
    }
  }

  @Test
  void takesTheKeyThatCameWhileTheRequestWaited() throws Exception {
    FakeDaemon.Behaviour writesTheKey =
        c -> {
          String id = c.read().id();
          realm.kadmin("addprinc -randkey krbtgt/NEW.EXAMPLE@A.EXAMPLE");
          c.send(answer(id, "result=referral", "realm=NEW.EXAMPLE"));
          c.listenOnly();
        };
    try (FakeDaemon daemon = new FakeDaemon(socket, writesTheKey)) {
      String server = "krbtgt/NEW.EXAMPLE@A.EXAMPLE";
      assertEquals(server, KdcClient.ask(kdc.port(), realm.request(server)).ticket());
      assertEquals("krbtgt/NEW.EXAMPLE", daemon.requests().get(0).fields().get("service"));
    }
  }

  /** For a request for a crossover, the daemon cannot substitute another realm. */
  @Test
  void takesNoOtherRealmThanTheOneAskedFor() throws Exception {
    byte[] request = realm.request("krbtgt/C.EXAMPLE@A.EXAMPLE");
    KdcAnswer expected = KdcClient.ask(stock.port(), request);
    try (FakeDaemon daemon = new FakeDaemon(socket, refersTo("B.EXAMPLE"))) {
      assertEquals(expected, KdcClient.ask(kdc.port(), request));
      assertEquals(B, KdcClient.ask(kdc.port(), realm.request(HOST)).ticket());
    }
  }

  @Test
  void asksForAnExpiredKey() throws Exception {
    String server = "krbtgt/OLD.EXAMPLE@A.EXAMPLE";
    realm.kadmin("addprinc -randkey -expire 2020-01-01 " + server);
    byte[] request = realm.request(server);
    String expired = KdcClient.ask(stock.port(), request).error();
    assertNotNull(expired);
    try (FakeDaemon daemon = FakeDaemon.answering(socket, "result=failed", "reason=no peer")) {
      assertEquals(expired, KdcClient.ask(kdc.port(), request).error());
      assertEquals(1, daemon.requests().size());
    }
    kdc.process().stop();
    kdc = realm.patched("socket = " + socket);
    FakeDaemon.Behaviour renews =
        c -> {
          String id = c.read().id();
          realm.kadmin("modprinc -expire never " + server);
          c.send(answer(id, "result=referral", "realm=OLD.EXAMPLE"));
          c.listenOnly();
        };
    try (FakeDaemon daemon = new FakeDaemon(socket, renews)) {
      assertEquals(server, KdcClient.ask(kdc.port(), realm.request(server)).ticket());
    }
  }

  /** The KDC does not ask about a host in [domain_realm], but may ask for its realm's crossover. */
  @Test
  void keepsToDomainRealm() throws Exception {
    kdc.process().stop();
    kdc =
        realm.start(
            """
            [kxover]
                socket = %s
            [domain_realm]
                .mapped.example = FAR.EXAMPLE
                .a.example = A.EXAMPLE
                .b.example = B.EXAMPLE
            """
                .formatted(socket));
    try (FakeDaemon daemon = FakeDaemon.answering(socket, "result=none")) {
      assertNotNull(KdcClient.ask(kdc.port(), realm.request("HTTP/typo.a.example@A.EXAMPLE")));
      assertEquals(B, KdcClient.ask(kdc.port(), realm.request(HOST)).ticket());
      assertEquals(List.of(), daemon.requests());
      KdcClient.ask(kdc.port(), realm.request("HTTP/www.mapped.example@A.EXAMPLE"));
      assertEquals("krbtgt/FAR.EXAMPLE", daemon.requests().get(0).fields().get("service"));
    }
  }

  @ParameterizedTest
  @MethodSource("notAskedAbout")
  void doesNotAskAbout(String server) throws Exception {
    byte[] request = realm.request(server);
    try (FakeDaemon daemon = new FakeDaemon(socket, refersTo("B.EXAMPLE"))) {
      assertEquals(KdcClient.ask(stock.port(), request), KdcClient.ask(kdc.port(), request));
      assertEquals(0, daemon.connections());
      assertEquals(B, KdcClient.ask(kdc.port(), realm.request(HOST)).ticket());
    }
  }

  static Stream<String> notAskedAbout() {
    return Stream.of(
        PatchedRealm.KNOWN,
        "HTTP/short@A.EXAMPLE",
        "HTTP/192.0.2.1@A.EXAMPLE",
        "HTTP/two..dots@A.EXAMPLE",
        "HTTP/a_b.example@A.EXAMPLE",
        "bad type/www.b.example@A.EXAMPLE",
        "HTTP/www.b.example/x@A.EXAMPLE",
        "krbtgt/not_a_realm@A.EXAMPLE");
  }

  @Test
  void obeysNoHostReferral() throws Exception {
    kdc.process().stop();
    kdc =
        realm.start(
            """
            [kxover]
                socket = %s
            [kdcdefaults]
                no_host_referral = HTTP
            """
                .formatted(socket));
    try (FakeDaemon daemon = new FakeDaemon(socket, refersTo("B.EXAMPLE"))) {
      assertNotNull(KdcClient.ask(kdc.port(), realm.request(HOST)).error());
      assertEquals(0, daemon.connections());
      assertEquals(
          B, KdcClient.ask(kdc.port(), realm.request("host/www.b.example@A.EXAMPLE")).ticket());
    }
  }

  @Test
  void sendsNothingWithoutSettings() throws Exception {
    try (FakeDaemon daemon = new FakeDaemon(socket, refersTo("B.EXAMPLE"))) {
      assertNotNull(KdcClient.ask(stock.port(), realm.request(HOST)).error());
      assertEquals(0, daemon.connections());
    }
    assertEquals(List.of(), stock.lines("kxover"));
  }

  /**
   * is_referral_req() of stock krb5 reads beyond no_host_referral if the service type is empty,
   * which the sanitizer reports. Stock krb5kdc does not call it for a service in the database. The
   * patch must not either, with or without its section in kdc.conf.
   */
  @Test
  void callsNothingOfTheKdcsForAnEmptyServiceType() throws Exception {
    String server = "/known.a.example@A.EXAMPLE";
    realm.kadmin("addprinc -randkey " + server);
    String noReferral = "[kdcdefaults]\n    no_host_referral = ftp\n";
    for (String section : List.of("", "[kxover]\n    socket = " + socket + "\n")) {
      kdc.process().stop();
      kdc = realm.start(section + noReferral);
      assertEquals(
          new KdcAnswer(server, null), KdcClient.ask(kdc.port(), realm.request(server)), section);
      assertNotNull(KdcClient.ask(kdc.port(), realm.request(HOST)).error());
    }
    assertEquals("", realm.findings());
  }

  @Test
  void refusesBadSettingsAndGoesOn() throws Exception {
    kdc.process().stop();
    kdc = realm.patched("socket = " + socket, "time_budget = soon");
    byte[] request = realm.request(HOST);
    assertEquals(KdcClient.ask(stock.port(), request), KdcClient.ask(kdc.port(), request));
    assertEquals(1, kdc.lines("time_budget is not from 100 to 30000").size());
  }

  @Test
  void asksOnceWithThePluginBesideIt() throws Exception {
    kdc.process().stop();
    Path module = new NativeBuild(folder).shippedModule();
    kdc =
        realm.start(
            """
            [kxover]
                socket = %s
            [plugins]
                hostrealm = {
                    module = kxover:%s
                }
            """
                .formatted(socket, module));
    try (FakeDaemon daemon = new FakeDaemon(socket, refersTo("B.EXAMPLE"))) {
      assertEquals(B, KdcClient.ask(kdc.port(), realm.request(HOST)).ticket());
      assertEquals(
          List.of("HTTP/www.b.example"),
          daemon.requests().stream().map(r -> r.fields().get("service")).toList());
    }
  }
}
