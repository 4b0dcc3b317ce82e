package org.kxover.plugin;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.kxover.plugin.FakeDaemon.answer;
import static org.kxover.plugin.FakeDaemon.answers;
import static org.kxover.plugin.FakeDaemon.referral;

import java.io.IOException;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** A KDC uses a cached referral until its TTL ends, unless the daemon or a missing key ends it. */
@Timeout(120)
class KeptReferralsIT extends PatchedKdcFixture {
  private static final FakeDaemon.Behaviour FOR_LONG = answers(referral("B.EXAMPLE", 300));
  private static final String FORGET = answer("0", "result=none", "reason=forget");

  /** How the KDC is attached. */
  enum Way {
    PATCH,
    PLUGIN
  }

  private void start(Way way) throws IOException {
    String[] settings = {"socket = " + socket, "time_budget = 20000"};
    kdc = way == Way.PATCH ? realm.patched(settings) : realm.withPlugin(settings);
  }

  private KdcAnswer ask() throws IOException {
    return KdcClient.ask(kdc.port(), realm.request(HOST));
  }

  @ParameterizedTest
  @EnumSource
  void isAskedForOnce(Way way) throws Exception {
    start(way);
    try (FakeDaemon daemon = new FakeDaemon(socket, FOR_LONG)) {
      for (int i = 0; i < 5; i++) {
        assertEquals(B, ask().ticket());
      }
      assertEquals(1, daemon.requests().size());
      KdcClient.ask(kdc.port(), realm.request("HTTP/ftp.b.example@A.EXAMPLE"));
      assertEquals(2, daemon.requests().size(), "another host is another question");
    }
  }

  @ParameterizedTest
  @EnumSource
  void isAskedForAgainWhereItDoesNotHold(Way way) throws Exception {
    start(way);
    try (FakeDaemon daemon = new FakeDaemon(socket, answers(referral("B.EXAMPLE", 0)))) {
      assertEquals(B, ask().ticket());
      assertEquals(B, ask().ticket());
      assertEquals(2, daemon.requests().size());
    }
  }

  @ParameterizedTest
  @EnumSource
  void doesNotServeWithoutAKeyToIssueUnder(Way way) throws Exception {
    start(way);
    try (FakeDaemon daemon = new FakeDaemon(socket, FOR_LONG)) {
      assertEquals(B, ask().ticket());
      realm.kadmin("modprinc -expire 2020-01-01 " + B);
      assertNotNull(ask().error());
      assertEquals(2, daemon.requests().size(), "its key has expired");
      realm.kadmin("delprinc -force " + B);
      assertNotNull(ask().error());
      assertEquals(3, daemon.requests().size(), "its key is gone");
      realm.kadmin("addprinc -randkey " + B);
      assertEquals(B, ask().ticket());
      assertEquals(3, daemon.requests().size());
    }
  }

  @ParameterizedTest
  @EnumSource
  void isForgottenWhenTheDaemonSaysSo(Way way) throws Exception {
    start(way);
    AtomicReference<FakeDaemon.Connection> connection = new AtomicReference<>();
    FakeDaemon.Behaviour tells =
        c -> {
          connection.set(c);
          FOR_LONG.serve(c);
        };
    try (FakeDaemon daemon = new FakeDaemon(socket, tells)) {
      assertEquals(B, ask().ticket());
      connection.get().send(FORGET);
      assertEquals(B, ask().ticket());
      assertEquals(2, daemon.requests().size());
      assertEquals(B, ask().ticket());
      assertEquals(1, daemon.connections());
    }
  }

  /** The answer and the order to forget arrive in one read. */
  @ParameterizedTest
  @EnumSource
  void isForgottenWhenTheOrderComesWithTheAnswer(Way way) throws Exception {
    start(way);
    FakeDaemon.Behaviour both =
        c -> {
          c.send(answer(c.read().id(), referral("B.EXAMPLE", 300)) + FORGET);
          FOR_LONG.serve(c);
        };
    try (FakeDaemon daemon = new FakeDaemon(socket, both)) {
      assertAskedTwice(daemon);
    }
  }

  private void assertAskedTwice(FakeDaemon daemon) throws IOException {
    for (int asked = 1; asked <= 2; asked++) {
      assertEquals(B, ask().ticket());
      assertEquals(asked, daemon.requests().size());
    }
  }

  /** An answer to a question from before the order to forget must not be cached. */
  @ParameterizedTest
  @EnumSource
  void isNotKeptWhereItIsOlderThanThatWord(Way way) throws Exception {
    start(way);
    FakeDaemon.Behaviour late =
        c -> {
          String id = c.read().id();
          c.send(FORGET);
          c.send(answer(id, referral("B.EXAMPLE", 300)));
          FOR_LONG.serve(c);
        };
    try (FakeDaemon daemon = new FakeDaemon(socket, late)) {
      assertAskedTwice(daemon);
      assertEquals(B, ask().ticket());
      assertEquals(2, daemon.requests().size());
    }
  }

  @ParameterizedTest
  @EnumSource
  void isForgottenWhenTheDaemonIsGone(Way way) throws Exception {
    start(way);
    try (FakeDaemon daemon = new FakeDaemon(socket, FOR_LONG)) {
      assertEquals(B, ask().ticket());
      assertEquals(1, daemon.connections());
    }
    assertNotNull(ask().error());
    try (FakeDaemon daemon = new FakeDaemon(socket, answers("result=denied"))) {
      assertNotNull(ask().error());
      assertNotNull(ask().error());
    }
  }
}
