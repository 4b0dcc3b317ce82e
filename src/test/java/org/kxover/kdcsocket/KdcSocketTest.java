package org.kxover.kdcsocket;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.channels.SocketChannel;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
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
  void allKdcsAreToldToForget() throws IOException {
    serve(KdcSocketFixture::referral);
    try (SocketChannel one = connect();
        SocketChannel other = connect()) {
      assertServed(one, "1");
      assertServed(other, "1");
      socket.forget();
      for (SocketChannel kdc : List.of(one, other)) {
        assertEquals("kxover=1\nid=0\nresult=none\nreason=forget what was said before", read(kdc));
        assertServed(kdc, "2");
      }
    }
  }

  @Test
  void aWordToForgetThatWaitsIsEnough() throws IOException {
    serve(KdcSocketFixture::referral);
    try (SocketChannel kdc = connect()) {
      assertServed(kdc, "1");
      // More than there is room for, were each of them to wait.
      for (int i = 0; i < 10_000; i++) {
        socket.forget();
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
            referralAfter(later).apply(question);
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
  void whoHasNoMoreQuestionsStillGetsTheAnswers() throws IOException {
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
  void anErrorInsideIsAFailedRequestAndNoMore() throws IOException {
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
  void whatIsNoHostIsAnsweredWithNone(String service) throws IOException {
    serve(KdcSocketFixture::referral);
    try (SocketChannel kdc = connect()) {
      write(kdc, String.format(REQUEST, "1", service));
      assertTrue(read(kdc).startsWith("kxover=1\nid=1\nresult=none\nreason="));
      assertServed(kdc, "2");
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "nonsense\n\n",
        "kxover=2\nid=1\nrealm=A\nservice=b\n\n",
        "id=1\nrealm=A\nservice=b\n\n",
        "kxover=1\nid=one\nrealm=A\nservice=b\n\n",
        "kxover=1\nid=0\nrealm=A\nservice=b\n\n",
        "kxover=1\nid=01\nrealm=A\nservice=b\n\n",
        "kxover=1\nid=1\nid=2\nrealm=A\nservice=b\n\n",
        "kxover=1\nid=1\nrealm=A\n\n",
        "kxover=1\nid=1\nrealm=A\nservice=\n\n",
        "kxover=1\r\nid=1\r\n\r\n",
        "kxover=1\nid=1\nrealm=\u00e9\nservice=b\n\n",
        "\u0000",
      })
  void whatBreaksTheProtocolIsDisconnectedAndOthersAreServed(String text) throws IOException {
    serve(KdcSocketFixture::referral);
    try (SocketChannel kdc = connect();
        SocketChannel other = connect()) {
      write(kdc, text);
      assertEquals("", read(kdc));
      write(other, String.format(REQUEST, "1", "HTTP/www.b.example"));
      assertTrue(read(other).contains("result=referral"));
    }
  }

  @Test
  void aMessageIsBounded() throws IOException {
    serve(KdcSocketFixture::referral);
    String full = "x=" + "y".repeat(MessageReader.MAX_LINE - 2) + "\n";
    try (SocketChannel kdc = connect()) {
      write(kdc, full + String.format(REQUEST, "1", "HTTP/www.b.example"));
      assertTrue(read(kdc).contains("result=referral"));
      write(kdc, "x=" + "y".repeat(MessageReader.MAX_LINE - 1) + "\n");
      assertEquals("", read(kdc));
    }
    try (SocketChannel kdc = connect()) {
      for (int i = 0; i <= MessageReader.MAX_LINES; i++) {
        write(kdc, "x" + i + "=1\n");
      }
      assertEquals("", read(kdc));
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
          "kxover=1\nid=4\nresult=failed\nreason=busy: too many requests in work", read(kdc));
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
      // Beyond the bound there are the answers that the socket itself takes.
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
            read(other).contains("result=failed"), "all are in work still, and this is said");
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
}
