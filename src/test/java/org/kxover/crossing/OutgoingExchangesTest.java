package org.kxover.crossing;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.kxover.crossing.TwoRealms.A_TO_B;
import static org.kxover.crossing.TwoRealms.B;

import java.nio.file.Path;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.kxover.kdb.Role;

/** Renewals of keys. */
@Timeout(120)
class OutgoingExchangesTest {
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

  @Test
  void aUsableKeyIsRenewed() throws Exception {
    world.ourExchanges().begin(B).get();
    assertEquals(2, world.ourExchanges().renew(A_TO_B, 1).get().highestKvno());
    assertEquals("krbtgt/B.EXAMPLE@A.EXAMPLE kvno 2 CLIENT", world.storeOfA.writes().get(1));
    assertEquals(Set.of(1, 2), world.storeOfB.find(A_TO_B).orElseThrow().keys().keySet());
    assertTrue(world.storeOfA.agreesWith(world.storeOfB, A_TO_B));
  }

  @Test
  void aReplacedOrDeletedKeyIsNotRenewed() throws Exception {
    ExecutionException thrown =
        assertThrows(ExecutionException.class, () -> world.ourExchanges().renew(A_TO_B, 1).get());
    assertTrue(thrown.getMessage().contains("is no longer in the database"), thrown.getMessage());
    assertEquals(0, world.exchanges());
    world.storeOfA.holding(world.stored(Role.CLIENT, 4, Duration.ofDays(3)));
    world.ourExchanges().renew(A_TO_B, 3).get();
    assertEquals(0, world.exchanges());
    world.ourExchanges().renew(A_TO_B, 4).get();
    assertEquals(1, world.exchanges());
  }

  /** The peer has begun at 1 again, and we can take any number. */
  @Test
  void afterTheHighestKvnoWeProposeOne() throws Exception {
    world.storeOfA.holding(world.stored(Role.CLIENT, 32767, Duration.ofDays(3)));
    assertEquals(1, world.ourExchanges().renew(A_TO_B, 32767).get().highestKvno());
    assertTrue(world.storeOfA.agreesWith(world.storeOfB, A_TO_B));
  }
}
