package org.kxover.kdcsocket;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.channels.SocketChannel;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.kxover.kerberos.Realm;
import org.kxover.localsocket.MessageReader;
import org.kxover.referral.Answer;

/** Requests on the KDC's socket, and their answers. */
class KdcSocketTest extends KdcSocketFixture {
  @Test
  void aReferralIsAnswered() throws IOException {
    serve(KdcSocketFixture::referral);
    try (SocketChannel kdc = connect()) {
      write(kdc, String.format(REQUEST, "17", "HTTP/www.b.example"));
      assertEquals("kxover=1\nid=17\nresult=referral\nrealm=B.EXAMPLE\nttl=300", read(kdc));
    }
  }

  @Test
  void allKdcsForgetAnswersThatAreReplaced() throws IOException {
    serve(KdcSocketFixture::referral);
    try (SocketChannel one = connect();
        SocketChannel other = connect()) {
      assertServed(one, "1");
      assertServed(other, "1");
      socket.replaceAnswers(question -> Answer.of(Answer.Result.NONE, "no longer"));
      for (SocketChannel kdc : List.of(one, other)) {
        assertEquals("kxover=1\nid=0\nresult=none\nreason=forget what was said before", read(kdc));
        write(kdc, String.format(REQUEST, "2", "HTTP/www.b.example"));
        assertEquals("kxover=1\nid=2\nresult=none\nreason=no longer", read(kdc));
      }
    }
  }

  @Test
  void onlyOneForgetIsQueued() throws IOException {
    serve(KdcSocketFixture::referral);
    try (SocketChannel kdc = connect()) {
      assertServed(kdc, "1");
      // More than the queue could hold.
      for (int i = 0; i < 10_000; i++) {
        socket.replaceAnswers(KdcSocketFixture::referral);
      }
      String message;
      write(kdc, String.format(REQUEST, "2", "HTTP/www.b.example"));
      do {
        message = read(kdc);
      } while (message.startsWith("kxover=1\nid=0\n"));
      assertTrue(message.startsWith("kxover=1\nid=2\nresult=referral\n"), message);
    }
  }

  @Test
  void answersComeAsTheyAreReady() throws IOException {
    CountDownLatch later = new CountDownLatch(1);
    serve(
        question -> {
          if (question.service().startsWith("slow/")) {
            var unused = referralAfter(later).apply(question);
          }
          return Answer.of(Answer.Result.NONE, "asked for " + question.host().orElseThrow());
        });
    try (SocketChannel kdc = connect()) {
      write(kdc, String.format(REQUEST, "1", "slow/a.example"));
      write(kdc, String.format(REQUEST, "2", "HTTP/WWW.b.example"));
      assertEquals("kxover=1\nid=2\nresult=none\nreason=asked for www.b.example", read(kdc));
      later.countDown();
      assertEquals("kxover=1\nid=1\nresult=none\nreason=asked for a.example", read(kdc));
    }
  }

  @Test
  void aKdcThatClosedItsOutputGetsItsAnswers() throws IOException {
    CountDownLatch later = new CountDownLatch(1);
    serve(referralAfter(later));
    try (SocketChannel kdc = connect()) {
      write(kdc, String.format(REQUEST, "1", "HTTP/www.b.example"));
      kdc.shutdownOutput();
      later.countDown();
      assertTrue(read(kdc).contains("result=referral"));
      assertEquals("", read(kdc), "then it is closed");
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"alice", "alice@", "@A.EXAMPLE", "carol@C.EXAMPLE@A.EXAMPLE"})
  void aClientWithoutOneRealmIsABadMessage(String client) throws IOException {
    serve(KdcSocketFixture::referral);
    try (SocketChannel kdc = connect()) {
      String request = String.format(REQUEST, "17", "HTTP/www.b.example");
      write(kdc, request.replace("alice@A.EXAMPLE", client));
      String answer = read(kdc);
      assertTrue(
          answer.startsWith("kxover=1\nid=17\nresult=failed\nreason=protocol error: client "),
          answer);
      assertServed(kdc, "18");
    }
  }

  @Test
  void aSlowAnswerIsGivenUp() throws IOException {
    CountDownLatch never = new CountDownLatch(1);
    serve(referralAfter(never), ownUid(), Duration.ofMillis(100), 8);
    try (SocketChannel kdc = connect()) {
      write(kdc, String.format(REQUEST, "1", "HTTP/www.b.example"));
      assertTrue(read(kdc).startsWith("kxover=1\nid=1\nresult=failed\nreason=busy: no answer"));
    }
  }

  @Test
  void anUnexpectedErrorFailsOnlyItsRequest() throws IOException {
    serve(
        question -> {
          if (question.service().startsWith("bad/")) {
            throw new IllegalStateException("secret detail");
          }
          return referral(question);
        });
    try (SocketChannel kdc = connect()) {
      write(kdc, String.format(REQUEST, "1", "bad/www.b.example"));
      assertEquals(
          "kxover=1\nid=1\nresult=failed\nreason=internal error: see the log of kxoverd",
          read(kdc));
      assertServed(kdc, "2");
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "HTTP",
        "HTTP/",
        "/www.b.example",
        "HTTP/localhost",
        "HTTP/192.0.2.1",
        "HTTP/a..b",
        "HTTP/-a.example",
        "HTTP/[::1]",
        "krbtgt/a b",
        "krbtgt/",
        "HTTP/www.b.example@C.EXAMPLE",
      })
  void aServiceWithoutAHostIsAnsweredWithNone(String service) throws IOException {
    serve(KdcSocketFixture::referral);
    try (SocketChannel kdc = connect()) {
      write(kdc, String.format(REQUEST, "1", service));
      assertTrue(read(kdc).startsWith("kxover=1\nid=1\nresult=none\nreason="));
      assertServed(kdc, "2");
    }
  }

  /** Invalid messages and the error in the answer; null if there is no id to answer. */
  static Stream<Arguments> badMessages() {
    return Stream.of(
        Arguments.of("nonsense\n\n", null),
        Arguments.of("kxover=1\nrealm=A\nservice=b\n\n", null),
        Arguments.of("kxover=1\nid=one\nrealm=A\nservice=b\n\n", null),
        Arguments.of("kxover=1\nid=0\nrealm=A\nservice=b\n\n", null),
        Arguments.of("kxover=1\nid=01\nrealm=A\nservice=b\n\n", null),
        Arguments.of("kxover=1\nid=1\nid=2\nrealm=A\nservice=b\n\n", null),
        Arguments.of("kxover=1\r\nid=1\r\n\n", null),
        Arguments.of("\u0000\n\n", null),
        Arguments.of("kxover=2\nid=1\nrealm=A\nservice=b\n\n", "version is not 1: \"2\""),
        Arguments.of("id=1\nrealm=A\nservice=b\n\n", "kxover is missing"),
        Arguments.of("kxover=1\nid=1\nrealm=A\n\n", "service is missing"),
        Arguments.of("kxover=1\nid=1\nrealm=A\nservice=\n\n", "service is missing"),
        Arguments.of("kxover=1\nid=1\nrealm=A\nrealm=A\n\n", "a name appears twice: \"realm\""),
        Arguments.of(
            "kxover=1\nid=1\nrealm=\u00e9\nservice=b\n\n", "octet 233 is not printable ASCII"),
        Arguments.of(
            "id=1\nx=" + "y".repeat(MessageReader.MAX_LINE - 1) + "\n\n",
            "a line is longer than 1024"),
        Arguments.of(
            "id=1\n" + "x=1\n".repeat(MessageReader.MAX_LINES) + "\n",
            "a message has more than 32 lines"));
  }

  @ParameterizedTest
  @MethodSource("badMessages")
  void aBadMessageCostsItsOwnAnswerOnly(String text, String reason) throws IOException {
    CountDownLatch later = new CountDownLatch(1);
    serve(
        question -> {
          if (question.service().startsWith("slow/")) {
            var unused = referralAfter(later).apply(question);
          }
          return referral(question);
        });
    try (SocketChannel kdc = connect()) {
      write(kdc, String.format(REQUEST, "7", "slow/www.b.example"));
      write(kdc, text);
      if (reason != null) {
        assertEquals("kxover=1\nid=1\nresult=failed\nreason=protocol error: " + reason, read(kdc));
      }
      assertServed(kdc, "8");
      later.countDown();
      assertTrue(read(kdc).startsWith("kxover=1\nid=7\nresult=referral\n"));
      assertEquals(1, socket.counts().malformed());
      assertEquals(0, socket.counts().broken());
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"kxover", "id", "realm", "service", "client", "later"})
  void anyOctetInAFieldCostsOneAnswer(String field) throws IOException {
    maxRequests = 1000;
    serve(KdcSocketFixture::referral);
    try (SocketChannel kdc = connect()) {
      for (int octet = 0; octet < 256; octet++) {
        write(kdc, "id=9999\n" + field + "=x" + (char) octet + "y\n\n");
        write(kdc, String.format(REQUEST, octet + 1, "HTTP/www.b.example"));
        Set<String> answers = new HashSet<>(Set.of(firstLines(read(kdc))));
        // If the field is "id", the message has two ids and gets no answer.
        if (!field.equals("id")) {
          answers.add(firstLines(read(kdc)));
          assertTrue(answers.remove("id=9999 result=failed"), answers::toString);
        }
        assertEquals(Set.of("id=" + (octet + 1) + " result=referral"), answers);
      }
    }
  }

  private static String firstLines(String answer) {
    return answer.lines().skip(1).limit(2).collect(Collectors.joining(" "));
  }

  @Test
  void anEndlessMessageEndsTheConnection() throws IOException {
    serve(KdcSocketFixture::referral);
    String full = "x=" + "y".repeat(MessageReader.MAX_LINE - 2) + "\n";
    try (SocketChannel kdc = connect();
        SocketChannel other = connect()) {
      write(kdc, full + String.format(REQUEST, "1", "HTTP/www.b.example"));
      assertTrue(read(kdc).contains("result=referral"));
      write(kdc, "x".repeat(MessageReader.MAX_OCTETS + 1));
      assertEquals("", read(kdc));
      assertServed(other, "1");
      assertEquals(1, socket.counts().broken());
    }
  }

  @Test
  void moreThanIsWorkedOnIsBusyAndTheConnectionStays() throws IOException {
    CountDownLatch later = new CountDownLatch(1);
    serve(referralAfter(later));
    try (SocketChannel kdc = connect()) {
      for (int i = 1; i <= 4; i++) {
        write(kdc, String.format(REQUEST, i, "HTTP/www.b.example"));
      }
      assertEquals(
          "kxover=1\nid=4\nresult=failed\nreason=busy: too many requests in progress", read(kdc));
      later.countDown();
      for (int i = 1; i <= 3; i++) {
        assertTrue(read(kdc).contains("result=referral"));
      }
      assertServed(kdc, "5");
    }
  }

  @Test
  void aKdcThatNeverReadsIsDisconnected() throws IOException {
    CountDownLatch never = new CountDownLatch(1);
    serve(referralAfter(never));
    String request = String.format(REQUEST, 1, "HTTP/www.b.example");
    try (SocketChannel kdc = connect()) {
      // The socket's buffer holds further answers beyond the limit.
      assertThrows(
          IOException.class,
          () -> {
            for (int i = 0; i < 100_000; i++) {
              write(kdc, request);
            }
          });
      try (SocketChannel other = connect()) {
        write(other, request);
        assertTrue(
            read(other).contains("result=failed"), "all threads are busy, and the answer says so");
      }
    }
  }

  @Test
  void otherUsersAreRefused() throws IOException {
    serve(KdcSocketFixture::referral, ownUid() + 1, Duration.ofSeconds(30), 8);
    try (SocketChannel stranger = connect()) {
      assertEquals("", read(stranger));
    }
  }

  @Test
  void connectionsAreBounded() throws IOException {
    serve(KdcSocketFixture::referral, ownUid(), Duration.ofSeconds(30), 1);
    try (SocketChannel first = connect()) {
      write(first, String.format(REQUEST, "1", "HTTP/www.b.example"));
      assertTrue(read(first).contains("result=referral"));
      try (SocketChannel second = connect()) {
        assertEquals("", read(second));
      }
      write(first, String.format(REQUEST, "2", "HTTP/www.b.example"));
      assertTrue(read(first).contains("result=referral"));
    }
  }

  @Test
  void theRealmsThatAProcessAskedForAreKnownWhileItIsConnected() throws IOException {
    serve(KdcSocketFixture::referral);
    try (SocketChannel kdc = connect();
        SocketChannel silent = connect()) {
      assertServed(kdc, "1");
      write(kdc, "kxover=1\nid=2\nrealm=C.EXAMPLE\nservice=HTTP/www.b.example\n\n");
      read(kdc);
      write(kdc, "kxover=1\nid=3\nrealm=D.EXAMPLE\nservice=no service\n\n");
      read(kdc);
      write(silent, "kxover=1\nid=1\nrealm=no realm\nservice=HTTP/www.b.example\n\n");
      read(silent);
      assertEquals(2, socket.processes().size());
      assertEquals(
          Set.of(Set.of(new Realm("A.EXAMPLE"), new Realm("C.EXAMPLE")), Set.of()),
          socket.processes().stream().map(KdcProcess::realms).collect(Collectors.toSet()));
      for (KdcProcess one : socket.processes()) {
        assertEquals(OPENED, one.since());
        assertEquals(ProcessHandle.current().pid(), one.pid());
      }
    }
    while (!socket.processes().isEmpty()) {
      Thread.onSpinWait();
    }
  }
}
