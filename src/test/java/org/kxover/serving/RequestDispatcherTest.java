package org.kxover.serving;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.kxover.crossing.TwoRealms;
import org.kxover.kdb.MemoryStore;
import org.kxover.referral.Answer;

/** B.EXAMPLE and D.EXAMPLE share a host and its certificate. */
@Timeout(120)
class RequestDispatcherTest {
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

  private Answer askFor(String realm) throws Exception {
    return world.outgoing().answer(TwoRealms.question("krbtgt/" + realm));
  }

  private static void assertWritten(String name, MemoryStore store) {
    assertEquals(List.of(name + " kvno 1 SERVICE"), store.writes());
  }

  @Test
  void aRequestGoesToTheRealmThatItNames() throws Exception {
    world.spokenForByB("d.example");
    assertEquals(Answer.Result.REFERRAL, askFor("D.EXAMPLE").result());
    assertWritten("krbtgt/D.EXAMPLE@A.EXAMPLE", world.storeOfD);
    assertEquals(List.of(), world.storeOfB.writes());
    assertEquals(Answer.Result.REFERRAL, askFor("B.EXAMPLE").result());
    assertWritten("krbtgt/B.EXAMPLE@A.EXAMPLE", world.storeOfB);
    assertWritten("krbtgt/D.EXAMPLE@A.EXAMPLE", world.storeOfD);
  }

  @Test
  void anyOtherRealmIsRefusedByTheFirst() throws Exception {
    for (String realm : List.of("E.EXAMPLE", "d.example", "B.EXAMPLE.EXAMPLE")) {
      world.spokenForByB(realm.toLowerCase(java.util.Locale.ROOT));
      Answer answer = askFor(realm);
      assertEquals(Answer.Result.DENIED, answer.result());
      assertTrue(
          answer.reason().contains("KDC_ERR_WRONG_REALM: this is the KDC of B.EXAMPLE"),
          answer.reason());
    }
    assertEquals(List.of(), world.storeOfB.writes());
    assertEquals(List.of(), world.storeOfD.writes());
    assertEquals(List.of(), world.storeOfA.writes());
  }
}
