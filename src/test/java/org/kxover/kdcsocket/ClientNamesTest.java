package org.kxover.kdcsocket;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ch.qos.logback.classic.Level;
import java.io.IOException;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.EnumSource.Mode;
import org.kxover.config.LogClients;
import org.kxover.guard.RefusalTable;
import org.kxover.kerberos.Realm;
import org.kxover.lab.CapturedLog;
import org.kxover.referral.Answer;
import org.kxover.referral.Question;

/** No user's name leaves the two sockets of the KDC for a log, unless {@code log_clients} = yes. */
class ClientNamesTest extends KdcSocketFixture {
  private static final String ALICE = "alice@A.EXAMPLE";
  private static final String REFUSED =
      "refused service=HTTP/www.a.example@A.EXAMPLE client=%s reason=closed mode=enforce";

  private RefusalSocket refusals(LogClients mode, RefusalTable table) {
    return new RefusalSocket(
        path,
        new LoggedClients(mode, new SecureRandom()),
        table,
        () -> Instant.EPOCH,
        System::nanoTime);
  }

  private static void tell(RefusalSocket socket, String client) {
    socket.receive(REFUSED.formatted(client).getBytes(StandardCharsets.ISO_8859_1));
  }

  @ParameterizedTest
  @CsvSource({"YES, alice@A\\.EXAMPLE", "HASHED, #[0-9a-f]{12}@A\\.EXAMPLE", "NO, none"})
  void aQuestionHasWhatTheLogMayHave(LogClients mode, String form) throws IOException {
    clients = new LoggedClients(mode, new SecureRandom());
    serve(question -> Answer.of(Answer.Result.NONE, question.loggedClient().orElse("none")));
    try (SocketChannel kdc = connect()) {
      write(kdc, String.format(REQUEST, "1", "HTTP/www.b.example"));
      String reason = read(kdc).split("reason=")[1];
      assertTrue(reason.matches(form), reason);
    }
  }

  @ParameterizedTest
  @CsvSource({"YES, alice@A\\.EXAMPLE", "HASHED, #[0-9a-f]{12}@A\\.EXAMPLE", "NO, \\*@A\\.EXAMPLE"})
  void theTableAndTheLineOfARefusalHaveWhatTheLogMayHave(LogClients mode, String form) {
    RefusalTable table = new RefusalTable();
    try (CapturedLog log = new CapturedLog(Level.INFO)) {
      tell(refusals(mode, table), ALICE);
      String kept = table.of(new Realm("A.EXAMPLE")).get(0).refusal().client();
      assertTrue(kept.matches(form), kept);
      assertEquals(
          List.of("the guard refused " + kept + " for HTTP/www.a.example@A.EXAMPLE: closed"),
          log.messages());
    }
  }

  /** Also of messages that are malformed, at every level of the log. */
  @ParameterizedTest
  @EnumSource(mode = Mode.EXCLUDE, names = "YES")
  void noLineHasTheName(LogClients mode) throws Exception {
    clients = new LoggedClients(mode, new SecureRandom());
    serve(KdcSocketFixture::referral);
    String start = "kxover=1\nid=1\nrealm=A.EXAMPLE\nservice=HTTP/www.b.example\n";
    try (CapturedLog log = new CapturedLog(Level.TRACE);
        SocketChannel kdc = connect()) {
      for (String last :
          List.of(
              "client=" + ALICE,
              "client=alice",
              "client=alice@A@B",
              "client=alice\\@A",
              ALICE,
              "client=" + ALICE + "\nclient=" + ALICE,
              "client=alice\u00e9@A")) {
        write(kdc, start + last + "\n\n");
        String answer = read(kdc);
        assertTrue(!answer.contains("alice"), answer);
      }
      RefusalSocket guards = refusals(mode, new RefusalTable());
      for (String client : List.of(ALICE, "alice smith@A.EXAMPLE", "alice\u00e9@A.EXAMPLE")) {
        tell(guards, client);
      }
      assertTrue(log.messages().size() > 8, log.messages().toString());
      assertEquals(
          List.of(), log.messages().stream().filter(line -> line.contains("alice")).toList());
    }
  }

  @Test
  void aQuestionWithoutAClientHasNone() throws Exception {
    assertEquals(
        Optional.empty(), Question.parse("A.EXAMPLE", "HTTP/www.b.example").loggedClient());
  }
}
