package org.kxover.crossing;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.kxover.crossing.TwoRealms.A;
import static org.kxover.crossing.TwoRealms.A_TO_B;
import static org.kxover.crossing.TwoRealms.B;
import static org.kxover.crossing.TwoRealms.KEY_LIFETIME;
import static org.kxover.crossing.TwoRealms.TICKET_LIFE;

import java.nio.file.Path;
import java.time.InstantSource;
import java.util.List;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.kxover.kdb.CrossoverStore;
import org.kxover.kdb.kadm5.Kadm5Store;
import org.kxover.kdb.kadmin.KadminStore;
import org.kxover.kdb.kadmin.TestKdb;
import org.kxover.kerberos.Realm;
import org.kxover.referral.Answer;

/**
 * Two realms with real databases, changed by kxover-kadm5-local or by kadmin, agree on a key and on
 * the one after it. Keys are set without a password where both can, and are equal in any case.
 */
@Timeout(300)
class DerivedKeysIT {
  private static final String DERIVED = "set without a password";

  @TempDir Path folder;

  private static CrossoverStore store(String form, Realm realm, TestKdb kdb, InstantSource clock) {
    return form.equals("kadm5")
        ? new Kadm5Store(realm, kdb.kadm5(), clock)
        : new KadminStore(realm, kdb.settings(), clock);
  }

  @ParameterizedTest
  @CsvSource({"kadm5,kadm5,true", "kadm5,kadmin,false", "kadmin,kadm5,false"})
  void keysAreEqualWhicheverWayEachSideSetsThem(String formOfA, String formOfB, boolean derived)
      throws Exception {
    TestKdb kdbOfA = new TestKdb(folder.resolve("a"), "A.EXAMPLE");
    TestKdb kdbOfB = new TestKdb(folder.resolve("b"), "B.EXAMPLE");
    try (TwoRealms world =
        new TwoRealms(
            folder,
            clock -> store(formOfA, A, kdbOfA, clock),
            clock -> store(formOfB, B, kdbOfB, clock))) {
      for (int kvno = 1; kvno <= 2; kvno++) {
        Answer answer = world.ask();
        assertEquals(Answer.Result.REFERRAL, answer.result(), answer.reason());
        world.awaitSessionsEnd();
        List<String> ofA = kdbOfA.keys(A_TO_B);
        assertEquals(TwoRealms.ENCRYPTION_TYPES.size(), ofA.size());
        assertTrue(kdbOfB.keys(A_TO_B).containsAll(ofA), ofA.toString());
        assertEquals(kvno * ofA.size(), kdbOfB.keys(A_TO_B).size(), "B keeps its older key");
        world.pass(KEY_LIFETIME.minus(TICKET_LIFE));
      }
      List<String> written =
          world.events.stream()
              .map(event -> event.text())
              .filter(text -> text.startsWith("wrote "))
              .toList();
      assertFalse(written.isEmpty());
      for (String text : written) {
        assertEquals(derived, text.contains(DERIVED), text);
      }
    }
  }
}
