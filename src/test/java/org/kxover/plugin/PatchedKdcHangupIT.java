package org.kxover.plugin;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * A KDC with the patch whose TCP clients close their connections while their requests wait. The
 * time_budget is longer than a test, so no request ends by time-out.
 */
@Timeout(120)
class PatchedKdcHangupIT extends PatchedKdcFixture {
  /** The shares of a client in kxover_places.c: parked TCP requests, and questions. */
  private static final int MAX_TCP = 4;

  private static final int MAX_OF_CLIENT = 32;

  private enum Leaving {
    CLOSES,
    RESETS;

    void leave(Socket connection) throws IOException {
      if (this == RESETS) {
        connection.setSoLinger(true, 0);
      }
      connection.close();
    }
  }

  @BeforeEach
  void startKdc() throws Exception {
    kdc = realm.patched("socket = " + socket, PATIENT);
  }

  @AfterEach
  void noTimeWasOver() {
    assertEquals(0, lines("no answer in time"));
  }

  private List<Socket> park(FakeDaemon daemon, int count) throws IOException {
    int before = daemon.requests().size();
    List<Socket> connections = new ArrayList<>();
    for (byte[] request : realm.requests(count, HOST)) {
      connections.add(KdcClient.sendTcp(kdc.port(), request));
    }
    awaitQuestions(daemon, before + count);
    return connections;
  }

  private void awaitStockAnswers(int count) {
    kdc.process()
        .await(
            "has ended " + count + " requests", () -> lines("LOOKING_UP_SERVER") == count, LIMIT);
  }

  private void assertNotParked(FakeDaemon daemon) throws IOException {
    int before = daemon.requests().size();
    try (Socket client = KdcClient.sendTcp(kdc.port(), realm.request(HOST))) {
      String error = KdcClient.readTcp(client).error();
      assertTrue(error.contains(" TOO_MANY_QUESTIONS_OF_CLIENT "), error);
    }
    assertEquals(before, daemon.requests().size());
  }

  private static void assertStockAnswer(Socket client) throws IOException {
    KdcAnswer expected = KdcClient.ask(stock.port(), realm.request(HOST));
    assertEquals(expected, KdcClient.readTcp(client));
  }

  @ParameterizedTest
  @EnumSource
  void freesThePlacesOfClientsThatHangUp(Leaving how) throws Exception {
    WithholdingDaemon withholding = new WithholdingDaemon(MAX_TCP + 1);
    try (FakeDaemon daemon = new FakeDaemon(socket, withholding)) {
      List<Socket> connections = park(daemon, MAX_TCP);
      assertNotParked(daemon);
      for (Socket connection : connections) {
        how.leave(connection);
      }
      awaitStockAnswers(MAX_TCP);

      Socket next = park(daemon, 1).get(0);
      // The late answers for the closed connections must do no harm.
      withholding.answerAll();
      assertEquals(B, KdcClient.readTcp(next).ticket());
      next.close();
    }
    assertEquals(1, lines(" for " + B));
    assertEquals(MAX_TCP, lines("LOOKING_UP_SERVER"));
  }

  /** Otherwise one client could exceed the limit by closing connections. */
  @Test
  void countsTheQuestionsOfClientsThatHungUp() throws Exception {
    realm.addUser("bob");
    WithholdingDaemon withholding = new WithholdingDaemon(MAX_OF_CLIENT + 1);
    try (FakeDaemon daemon = new FakeDaemon(socket, withholding);
        KdcClient other = new KdcClient(kdc.port())) {
      for (int asked = 0; asked < MAX_OF_CLIENT; asked += MAX_TCP) {
        for (Socket connection : park(daemon, MAX_TCP)) {
          connection.close();
        }
        awaitStockAnswers(asked + MAX_TCP);
      }
      assertNotParked(daemon);
      realm.loginAs(stock, "bob");
      other.send(realm.request(HOST));
      realm.login(stock);
      awaitQuestions(daemon, MAX_OF_CLIENT + 1);

      withholding.answerAll();
      assertEquals(B, other.receive().ticket());
      park(daemon, 1).get(0).close();
    }
  }

  /**
   * The KDC cannot distinguish a half-closed connection from a closed one, so it answers at once.
   */
  @Test
  void givesTheStockAnswerToAClientThatHasClosedItsHalf() throws Exception {
    try (FakeDaemon daemon = new FakeDaemon(socket, FakeDaemon.Connection::listenOnly)) {
      Socket client = park(daemon, 1).get(0);
      client.shutdownOutput();
      assertStockAnswer(client);
      assertEquals(-1, client.getInputStream().read());
      client.close();
    }
  }

  /** The unread octets must not make the KDC's loop spin. */
  @Test
  void letsAClientWaitThatSendsMoreThanItsRequest() throws Exception {
    WithholdingDaemon withholding = new WithholdingDaemon(1);
    try (FakeDaemon daemon = new FakeDaemon(socket, withholding)) {
      Socket client = park(daemon, 1).get(0);
      client.getOutputStream().write(new byte[100]);
      // After this answer the KDC's loop has seen these octets.
      assertEquals(
          PatchedRealm.KNOWN,
          KdcClient.ask(kdc.port(), realm.request(PatchedRealm.KNOWN)).ticket());

      Duration before = cpu();
      int waitMs = 1000;
      client.setSoTimeout(waitMs);
      assertThrows(SocketTimeoutException.class, () -> client.getInputStream().read());
      Duration busy = cpu().minus(before);
      assertTrue(busy.toMillis() < waitMs / 10, busy + " of CPU time with nothing to do");

      withholding.answerAll();
      assertEquals(B, KdcClient.readTcp(client).ticket());
      client.close();
    }
  }

  private Duration cpu() {
    return ProcessHandle.of(kdc.process().pid())
        .flatMap(process -> process.info().totalCpuDuration())
        .orElseThrow();
  }
}
