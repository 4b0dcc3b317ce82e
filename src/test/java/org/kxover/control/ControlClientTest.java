package org.kxover.control;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;

/** What the client says of a daemon that is not there, or is another program. */
class ControlClientTest extends ControlSocketFixture {
  @Test
  void aMissingDaemonIsReported() throws Exception {
    ControlException none = assertThrows(ControlException.class, () -> ask(all()));
    assertEquals(ControlException.Reason.NOT_THERE, none.reason());
    assertTrue(none.getMessage().contains("no kxoverd at " + daemon.path()), none.getMessage());
    daemon.start();
    daemon.close();
    try (ServerSocketChannel stale = ServerSocketChannel.open(StandardProtocolFamily.UNIX)) {
      stale.bind(UnixDomainSocketAddress.of(daemon.path()));
    }
    none = assertThrows(ControlException.class, () -> ask(all()));
    assertEquals(ControlException.Reason.NOT_THERE, none.reason(), "a file that a crash left");
  }

  /** The error after that answer, as from another program or another version. */
  private ControlException answered(String octets) throws Exception {
    try (ServerSocketChannel server = ServerSocketChannel.open(StandardProtocolFamily.UNIX)) {
      server.bind(UnixDomainSocketAddress.of(daemon.path()));
      CountDownLatch asked = new CountDownLatch(1);
      Thread answering =
          new Thread(
              () -> {
                try (SocketChannel channel = server.accept()) {
                  channel.read(ByteBuffer.allocate(1000));
                  channel.write(ByteBuffer.wrap(octets.getBytes(StandardCharsets.US_ASCII)));
                  asked.await();
                } catch (IOException | InterruptedException e) {
                  Thread.currentThread().interrupt();
                }
              });
      answering.start();
      try {
        return assertThrows(
            ControlException.class,
            () -> new ControlClient(daemon.path(), Duration.ofMillis(300)).ask(all()));
      } finally {
        asked.countDown();
        answering.join();
        Files.delete(daemon.path());
      }
    }
  }

  @Test
  void anInvalidAnswerIsReported() throws Exception {
    List<String> words = new ArrayList<>();
    for (String octets :
        List.of(
            "",
            "item=realm\nrealm=A.EXAMPLE\n\n",
            "nonsense\n\n",
            "item=end\n\n",
            "x".repeat(2000))) {
      ControlException e = answered(octets);
      assertEquals(ControlException.Reason.BROKEN, e.reason(), octets);
      words.add(e.getMessage());
    }
    assertTrue(words.get(0).contains("no answer within"), words.get(0));
    assertTrue(words.get(1).contains("no answer within"), words.get(1));
    assertTrue(words.get(2).contains("not name=value"), words.get(2));
    assertTrue(words.get(3).contains("result is missing"), words.get(3));
    assertTrue(words.get(4).contains("a line is longer"), words.get(4));
  }
}
