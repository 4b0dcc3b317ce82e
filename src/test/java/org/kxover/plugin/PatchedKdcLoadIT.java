package org.kxover.plugin;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.kxover.plugin.FakeDaemon.refersTo;

import java.io.IOException;
import java.net.Socket;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** A KDC with the patch while many requests wait. */
@Timeout(180)
class PatchedKdcLoadIT extends PatchedKdcFixture {
  private static final int WAITING = 50;

  /** Limits in kxover_waiting.h and kxover_kdc.c: questions in all, and of one address. */
  private static final int MAX_WAITING = 512;

  private static final int MAX_OF_CLIENT = 64;

  private static List<KdcClient> sendAll(String from, int port, List<byte[]> requests)
      throws IOException {
    List<KdcClient> clients = new ArrayList<>();
    for (byte[] request : requests) {
      KdcClient client = new KdcClient(from, port);
      client.send(request);
      clients.add(client);
    }
    return clients;
  }

  private static void close(List<KdcClient> clients) {
    clients.forEach(KdcClient::close);
  }

  @Test
  void servesOthersWhileRequestsWait() throws Exception {
    kdc = realm.patched("socket = " + socket, PATIENT);
    WithholdingDaemon withholding = new WithholdingDaemon(WAITING);
    try (FakeDaemon daemon = new FakeDaemon(socket, withholding)) {
      List<KdcClient> clients = sendAll("127.0.0.1", kdc.port(), realm.requests(WAITING, HOST));
      awaitQuestions(daemon, WAITING);

      for (byte[] request : realm.requests(100, PatchedRealm.KNOWN)) {
        assertEquals(PatchedRealm.KNOWN, KdcClient.ask(kdc.port(), request).ticket());
      }
      realm.login(kdc);

      withholding.answerAll();
      for (KdcClient client : clients) {
        assertEquals(B, client.receive().ticket());
      }
      close(clients);
    }
    // The KDC logs one line with the result of each request.
    assertEquals(WAITING, kdc.lines(" for " + B).size());
    assertEquals(0, kdc.lines("LOOKING_UP_SERVER").size());
  }

  @Test
  void dropsRetransmissionsOfWhatWaits() throws Exception {
    kdc = realm.patched("socket = " + socket, PATIENT);
    WithholdingDaemon withholding = new WithholdingDaemon(1);
    byte[] request = realm.request(HOST);
    try (FakeDaemon daemon = new FakeDaemon(socket, withholding);
        KdcClient client = new KdcClient(kdc.port())) {
      client.send(request);
      awaitQuestions(daemon, 1);
      client.send(request);
      kdc.process()
          .await(
              "has dropped one retransmission",
              () -> lines("dropping repeated request") == 1,
              LIMIT);
      withholding.answerAll();
      assertEquals(B, client.receive().ticket());
      // A later retransmission gets one answer, from the lookaside cache.
      client.send(request);
      assertEquals(B, client.receive().ticket());
      assertEquals(Optional.empty(), client.receive(200));
      assertEquals(1, daemon.requests().size());
    }
  }

  @Test
  void givesTheStockAnswerToAllThatWaitWhenTheDaemonDies() throws Exception {
    kdc = realm.patched("socket = " + socket, PATIENT);
    KdcAnswer expected = KdcClient.ask(stock.port(), realm.request(HOST));
    List<KdcClient> clients;
    try (FakeDaemon daemon = new FakeDaemon(socket, FakeDaemon.Connection::listenOnly)) {
      clients = sendAll("127.0.0.1", kdc.port(), realm.requests(WAITING, HOST));
      awaitQuestions(daemon, WAITING);
    }
    for (KdcClient client : clients) {
      assertEquals(expected, client.receive());
    }
    close(clients);
  }

  @Test
  void parksNoMoreOfAClientThanItMay() throws Exception {
    kdc = realm.patched("socket = " + socket, PATIENT);
    KdcAnswer expected = KdcClient.ask(stock.port(), realm.request(HOST));
    try (FakeDaemon daemon = new FakeDaemon(socket, FakeDaemon.Connection::listenOnly)) {
      List<byte[]> requests = realm.requests(MAX_OF_CLIENT + 1, HOST);
      List<KdcClient> clients =
          sendAll("127.0.0.1", kdc.port(), requests.subList(0, MAX_OF_CLIENT));
      awaitQuestions(daemon, MAX_OF_CLIENT);
      assertEquals(expected, KdcClient.ask(kdc.port(), requests.get(MAX_OF_CLIENT)));
      // The limit does not affect another client.
      List<KdcClient> other = sendAll("127.0.0.2", kdc.port(), realm.requests(1, HOST));
      awaitQuestions(daemon, MAX_OF_CLIENT + 1);
      close(clients);
      close(other);
    }
  }

  @Test
  void outlivesAThousandThatWereAbandoned() throws Exception {
    kdc = realm.patched("socket = " + socket, PATIENT);
    List<byte[]> requests = realm.requests(1000, HOST);
    int batch = 20;
    List<byte[]> known = realm.requests(requests.size() / batch, PatchedRealm.KNOWN);
    try (FakeDaemon daemon = new FakeDaemon(socket, FakeDaemon.Connection::listenOnly)) {
      for (int i = 0; i < requests.size() / batch; i++) {
        close(sendAll("127.0.1." + i, kdc.port(), requests.subList(i * batch, (i + 1) * batch)));
        // When this request is answered, the KDC has read all earlier ones.
        assertEquals(PatchedRealm.KNOWN, KdcClient.ask(kdc.port(), known.get(i)).ticket());
      }
      awaitQuestions(daemon, MAX_WAITING);
      assertEquals(requests.size() - MAX_WAITING, lines("LOOKING_UP_SERVER"));
    }
    kdc.process()
        .await(
            "has ended all requests", () -> lines("LOOKING_UP_SERVER") == requests.size(), LIMIT);
    try (FakeDaemon next = new FakeDaemon(socket, refersTo("B.EXAMPLE"))) {
      awaitReferral();
    }
  }

  @Test
  void givesEveryWorkerAConnectionOfItsOwn() throws Exception {
    kdc = realm.start("[kxover]\nsocket = " + socket, "-w", "2");
    try (FakeDaemon daemon = new FakeDaemon(socket, refersTo("B.EXAMPLE"))) {
      List<byte[]> requests = realm.requests(200, HOST);
      // The kernel chooses the worker for each packet.
      for (int i = 0; i < requests.size() && daemon.connections() < 2; i += 4) {
        List<KdcClient> clients = sendAll("127.0.0.1", kdc.port(), requests.subList(i, i + 4));
        for (KdcClient client : clients) {
          assertEquals(B, client.receive().ticket());
        }
        close(clients);
      }
      assertEquals(2, daemon.connections());
    }
  }

  @Test
  void endsInOrderWhileRequestsWait() throws Exception {
    kdc = realm.patched("socket = " + socket, PATIENT);
    try (FakeDaemon daemon = new FakeDaemon(socket, FakeDaemon.Connection::listenOnly)) {
      List<KdcClient> clients = sendAll("127.0.0.1", kdc.port(), realm.requests(WAITING, HOST));
      Socket tcp = KdcClient.sendTcp(kdc.port(), realm.request(HOST));
      awaitQuestions(daemon, WAITING + 1);
      kdc.process().stop();
      assertEquals(1, kdc.lines("shutting down").size());
      tcp.close();
      close(clients);
    }
  }
}
