package org.kxover.plugin;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.kxover.plugin.FakeDaemon.refersTo;

import java.io.IOException;
import java.net.Socket;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** A KDC with the patch while many requests wait. */
@Timeout(300)
class PatchedKdcLoadIT extends PatchedKdcFixture {
  private static final int WAITING = 30;

  /** Limits in kxover_places.c: questions in all but over TCP, and of one client. */
  private static final int MAX_WAITING = 482;

  private static final int MAX_OF_CLIENT = 32;

  private static final int MAX_TCP_OF_CLIENT = 4;
  private static final int MAX_TCP_OF_NETWORK = 8;

  private static int lastUser;

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

  /** All from one address, which other users share. */
  @Test
  void parksNoMoreOfAClientThanItMay() throws Exception {
    kdc = realm.patched("socket = " + socket, PATIENT);
    realm.addUser("bob");
    try (FakeDaemon daemon = new FakeDaemon(socket, FakeDaemon.Connection::listenOnly)) {
      List<byte[]> requests = realm.requests(MAX_OF_CLIENT + 1, HOST);
      List<KdcClient> clients =
          sendAll("127.0.0.1", kdc.port(), requests.subList(0, MAX_OF_CLIENT));
      awaitQuestions(daemon, MAX_OF_CLIENT);
      assertFull(
          "TOO_MANY_QUESTIONS_OF_CLIENT", KdcClient.ask(kdc.port(), requests.get(MAX_OF_CLIENT)));
      realm.loginAs(stock, "bob");
      List<KdcClient> other = sendAll("127.0.0.1", kdc.port(), realm.requests(1, HOST));
      awaitQuestions(daemon, MAX_OF_CLIENT + 1);
      close(clients);
      close(other);
    } finally {
      realm.login(stock);
    }
  }

  /** A user can forge the address of a UDP packet, but not the ticket in it. */
  @Test
  void forgedAddressesGetAClientNoMorePlaces() throws Exception {
    kdc = realm.patched("socket = " + socket, PATIENT);
    realm.addUser("carol");
    WithholdingDaemon withholding = new WithholdingDaemon(MAX_OF_CLIENT + 1);
    List<KdcClient> clients = new ArrayList<>();
    try (FakeDaemon daemon = new FakeDaemon(socket, withholding)) {
      List<byte[]> requests = realm.requests(3 * MAX_OF_CLIENT, HOST);
      for (int i = 0; i < requests.size(); i++) {
        clients.addAll(sendAll("127.0.2." + (i + 1), kdc.port(), requests.subList(i, i + 1)));
        if (clients.size() % MAX_OF_CLIENT == 0) {
          awaitAskedOrRefused(daemon, clients.size());
        }
      }
      assertEquals(MAX_OF_CLIENT, daemon.requests().size());

      realm.loginAs(stock, "carol");
      List<KdcClient> carol = sendAll("127.0.2.1", kdc.port(), realm.requests(1, HOST));
      awaitQuestions(daemon, MAX_OF_CLIENT + 1);
      withholding.answerAll();
      assertEquals(B, carol.get(0).receive().ticket());
      close(carol);
    } finally {
      close(clients);
      realm.login(stock);
    }
  }

  /** The buffer of the KDC's socket holds about 90 requests. The system drops later ones. */
  private void awaitAskedOrRefused(FakeDaemon daemon, int count) {
    kdc.process()
        .await(
            "has asked or refused " + count + " questions",
            () -> daemon.requests().size() + lines("TOO_MANY_QUESTIONS_OF_CLIENT") == count,
            LIMIT);
  }

  @Test
  void outlivesAThousandThatWereAbandoned() throws Exception {
    kdc = realm.patched("socket = " + socket, PATIENT);
    int users = 20;
    List<List<byte[]>> requests = requestsOfUsers(users, 50);
    List<byte[]> known = realm.requests(users, PatchedRealm.KNOWN);
    try (FakeDaemon daemon = new FakeDaemon(socket, FakeDaemon.Connection::listenOnly)) {
      for (int i = 0; i < users; i++) {
        close(sendAll("127.0.1." + i, kdc.port(), requests.get(i)));
        // When this request is answered, the KDC has read all earlier ones.
        assertEquals(PatchedRealm.KNOWN, KdcClient.ask(kdc.port(), known.get(i)).ticket());
      }
      awaitQuestions(daemon, MAX_WAITING);
      assertEquals(1000 - MAX_WAITING, lines("TOO_MANY_QUESTIONS"));
      assertFull("TOO_MANY_QUESTIONS", KdcClient.ask(kdc.port(), realm.request(HOST)));
      // TCP has places of its own.
      KdcClient.sendTcp(kdc.port(), realm.request(HOST)).close();
      awaitQuestions(daemon, MAX_WAITING + 1);
    }
    kdc.process()
        .await(
            "has ended all requests", () -> lines("LOOKING_UP_SERVER") == MAX_WAITING + 1, LIMIT);
    try (FakeDaemon next = new FakeDaemon(socket, refersTo("B.EXAMPLE"))) {
      awaitReferral();
    }
  }

  /** Requests of each of so many users. Alice is logged in afterwards. */
  private static List<List<byte[]>> requestsOfUsers(int users, int ofEach) throws Exception {
    List<List<byte[]>> requests = new ArrayList<>();
    for (int i = 0; i < users; i++) {
      String user = "u" + ++lastUser;
      realm.addUser(user);
      realm.loginAs(stock, user);
      requests.add(realm.requests(ofEach, HOST));
    }
    realm.login(stock);
    return requests;
  }

  @Test
  void slowQuestionsOfOneClientOverTcpLeavePlacesForOthers() throws Exception {
    kdc = realm.patched("socket = " + socket, PATIENT);
    List<List<byte[]>> others = requestsOfUsers(1, 1);
    WithholdingDaemon withholding = new WithholdingDaemon(MAX_TCP_OF_CLIENT + 1);
    try (FakeDaemon daemon = new FakeDaemon(socket, withholding)) {
      List<Socket> connections = sendAllTcp(kdc.port(), realm.requests(40, HOST));
      kdc.process()
          .await(
              "has refused what is above the share",
              () -> lines("TOO_MANY_QUESTIONS_OF_CLIENT") == 40 - MAX_TCP_OF_CLIENT,
              LIMIT);
      Socket other = sendAllTcp(kdc.port(), others.get(0)).get(0);
      awaitQuestions(daemon, MAX_TCP_OF_CLIENT + 1);
      withholding.answerAll();
      assertEquals(B, KdcClient.readTcp(other).ticket());
      other.close();
      int referred = 0;
      for (Socket connection : connections) {
        KdcAnswer answer = KdcClient.readTcp(connection);
        referred += answer.ticket() != null ? 1 : 0;
        connection.close();
      }
      assertEquals(MAX_TCP_OF_CLIENT, referred);
    }
  }

  @Test
  void slowQuestionsOfOneNetworkOverTcpLeavePlacesForOthers() throws Exception {
    kdc = realm.patched("socket = " + socket, PATIENT);
    List<List<byte[]>> requests = requestsOfUsers(10, MAX_TCP_OF_CLIENT);
    WithholdingDaemon withholding = new WithholdingDaemon(MAX_TCP_OF_NETWORK + 1);
    List<Socket> connections = new ArrayList<>();
    try (FakeDaemon daemon = new FakeDaemon(socket, withholding)) {
      for (List<byte[]> ofUser : requests) {
        connections.addAll(sendAllTcp(kdc.port(), ofUser));
      }
      kdc.process()
          .await(
              "has refused what is above the share",
              () ->
                  lines("TOO_MANY_QUESTIONS_OF_NETWORK")
                      == 10 * MAX_TCP_OF_CLIENT - MAX_TCP_OF_NETWORK,
              LIMIT);
      Socket other = KdcClient.sendTcp("127.0.0.2", kdc.port(), realm.request(HOST));
      awaitQuestions(daemon, MAX_TCP_OF_NETWORK + 1);
      withholding.answerAll();
      assertEquals(B, KdcClient.readTcp(other).ticket());
      other.close();
      for (Socket connection : connections) {
        connection.close();
      }
    }
  }

  private static List<Socket> sendAllTcp(int port, List<byte[]> requests) throws IOException {
    List<Socket> connections = new ArrayList<>();
    for (byte[] request : requests) {
      connections.add(KdcClient.sendTcp(port, request));
    }
    return connections;
  }

  /** Clients try another KDC for this error, and tell it apart from an unknown server. */
  private static void assertFull(String status, KdcAnswer answer) {
    assertTrue(answer.error().contains("SVC_UNAVAILABLE " + status + " "), answer.error());
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
