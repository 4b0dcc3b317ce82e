package org.kxover.serving;

import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import java.lang.reflect.Proxy;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.kxover.exchange.Session;
import org.kxover.tls.SourceNetwork;
import org.slf4j.LoggerFactory;

/** Clients without a certificate decide how many requests the relay cannot pass on. */
@Timeout(60)
class RelayLogTest {
  private static final byte[] AS_REQ = {0x6a, 3, 1, 2, 3};
  private static final int REQUESTS = 1000;

  @Test
  void requestsThatCannotBePassedOnDoNotFillTheLog() throws Exception {
    Logger logger = (Logger) LoggerFactory.getLogger(RequestDispatcher.class);
    ListAppender<ILoggingEvent> lines = new ListAppender<>();
    lines.start();
    logger.addAppender(lines);
    logger.setLevel(Level.INFO);
    try {
      RequestDispatcher dispatcher =
          new RequestDispatcher(
              List.of(), 1, Duration.ofSeconds(1), Optional.of(new KdcRelay(nobody())));
      SourceNetwork network = SourceNetwork.of(InetAddress.getLoopbackAddress());
      for (int i = 0; i < REQUESTS; i++) {
        assertFalse(dispatcher.answer(session(), network, AS_REQ, new AwaitedAck()));
      }
    } finally {
      logger.detachAppender(lines);
      logger.setLevel(null);
    }
    assertTrue(lines.list.get(0).getFormattedMessage().startsWith("cannot relay a request of x"));
    assertTrue(lines.list.size() < REQUESTS / 2, lines.list.size() + " lines");
  }

  /** An address at which nothing listens. */
  private static InetSocketAddress nobody() throws Exception {
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return (InetSocketAddress) socket.getLocalSocketAddress();
    }
  }

  private static Session session() {
    return (Session)
        Proxy.newProxyInstance(
            Session.class.getClassLoader(),
            new Class<?>[] {Session.class},
            (proxy, method, arguments) ->
                method.getName().equals("peerName") ? "x" : Duration.ofSeconds(5));
  }
}
