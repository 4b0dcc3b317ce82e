package org.kxover.serving;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.kxover.crossing.TwoRealms.A_TO_B;

import java.nio.file.Path;
import java.util.Optional;
import java.util.OptionalInt;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.kxover.crossing.TwoRealms;
import org.kxover.event.Event;
import org.kxover.event.EventType;
import org.kxover.referral.Answer;

/** Two realms derive their key where both databases take keys, and else make a password. */
@Timeout(120)
class DerivedKeysOfRealmsTest {
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

  private void take(boolean ofA, boolean ofB) {
    world.storeOfA.takeKeys(ofA);
    world.storeOfB.takeKeys(ofB);
  }

  private void cross() throws Exception {
    Answer answer = world.ask();
    assertEquals(Answer.Result.REFERRAL, answer.result(), answer.reason());
  }

  private void assertDerived() {
    Optional<String> ofA = world.storeOfA.keysWithoutPassword(A_TO_B);
    assertTrue(ofA.isPresent());
    assertEquals(ofA, world.storeOfB.keysWithoutPassword(A_TO_B));
  }

  private void assertPassword() {
    assertEquals(Optional.empty(), world.storeOfA.keysWithoutPassword(A_TO_B));
    assertEquals(Optional.empty(), world.storeOfB.keysWithoutPassword(A_TO_B));
    assertTrue(world.storeOfA.agreesWith(world.storeOfB, A_TO_B));
  }

  @Test
  void whereBothTakeKeysNoPasswordIsMade() throws Exception {
    take(true, true);
    cross();
    assertDerived();
    Event made = world.awaitEvent(EventType.KEY_MADE);
    assertTrue(made.text().contains("set without a password"), made.text());
  }

  @ParameterizedTest
  @CsvSource({"true, false", "false, true", "false, false"})
  void whereOneTakesNoneBothMakeAPassword(boolean ofA, boolean ofB) throws Exception {
    take(ofA, ofB);
    cross();
    assertPassword();
  }

  /** The prior key is mixed in across a change of the form, as a database may change. */
  @Test
  void theFormMayChangeFromKeyToKey() throws Exception {
    take(true, true);
    cross();
    take(false, true);
    world.ourExchanges().renew(A_TO_B, 1).get();
    assertPassword();
    take(true, true);
    world.ourExchanges().renew(A_TO_B, 2).get();
    assertDerived();
    for (int kvno = 2; kvno <= 3; kvno++) {
      assertEquals(
          OptionalInt.of(kvno - 1),
          world.storeOfB.find(A_TO_B).orElseThrow().keys().get(kvno).priorKvno());
    }
  }
}
