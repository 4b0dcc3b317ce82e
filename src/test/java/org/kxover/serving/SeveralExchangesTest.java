package org.kxover.serving;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.kxover.crossing.TwoRealms;
import org.kxover.exchange.Agreement;
import org.kxover.exchange.PeerRefusedException;
import org.kxover.kerberos.Realm;
import org.kxover.message.ErrorCode;
import org.kxover.tls.TimeLimitException;
import org.kxover.tls.TlsSession;

/** A peer makes several exchanges on one connection. */
@Timeout(120)
class SeveralExchangesTest {
  @TempDir Path folder;
  private TwoRealms world;

  @BeforeEach
  void meet() throws Exception {
    world = new TwoRealms(folder);
  }

  @AfterEach
  void part() throws Exception {
    world.close();
  }

  private boolean isNewestKeyOfB(Agreement agreement) {
    return world.storeOfB.hasPassword(TwoRealms.A_TO_B, agreement.password().ascii());
  }

  @Test
  void eachHasAKeyOfItsOwn() throws Exception {
    try (TlsSession session = world.connect();
        Agreement first = world.exchange(session, TwoRealms.B)) {
      assertTrue(isNewestKeyOfB(first));
      try (Agreement second = world.exchange(session, TwoRealms.B)) {
        assertTrue(isNewestKeyOfB(second));
        assertFalse(isNewestKeyOfB(first));
        assertFalse(first.password().matches(second.password()));
        assertEquals(List.of(1, 2), List.of(first.kvno(), second.kvno()));
      }
    }
    assertEquals(1, world.exchanges(), "one connection");
  }

  @Test
  void aRefusalDoesNotEndTheConnection() throws Exception {
    try (TlsSession session = world.connect()) {
      PeerRefusedException refusal =
          assertThrows(
              PeerRefusedException.class, () -> world.exchange(session, new Realm("E.EXAMPLE")));
      assertEquals(ErrorCode.KDC_ERR_WRONG_REALM, refusal.errorCode());
      session.writeMessage(new byte[] {0x6f, 0});
      assertTrue(session.readMessage().length > 0, "an invalid request gets an answer too");
      world.exchange(session, TwoRealms.B).close();
    }
  }

  @Test
  void requestsOfOneConnectionAreLimited() throws Exception {
    try (TlsSession session = world.connect()) {
      for (int i = 0; i < TwoRealms.MAX_REQUESTS; i++) {
        world.exchange(session, TwoRealms.B).close();
      }
      assertThrows(IOException.class, () -> world.exchange(session, TwoRealms.B));
    }
    assertEquals(TwoRealms.MAX_REQUESTS, world.storeOfB.writes().size());
  }

  @Test
  void anIdleConnectionIsClosed() throws Exception {
    try (TlsSession session = world.connect()) {
      world.exchange(session, TwoRealms.B).close();
      IOException end = assertThrows(IOException.class, session::readMessage);
      assertFalse(end instanceof TimeLimitException, "B ends the session");
    }
  }
}
