package org.kxover.crossing;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Files;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.kxover.lab.KdcPrograms;
import org.kxover.lab.Lab;
import org.kxover.lab.LabCommand;
import org.kxover.lab.LabRealm;
import org.kxover.lab.LabUser;

/** Two realms with databases in LMDB, which kadmin.local and kxover-kadm5-local change. */
@Timeout(300)
class LmdbCrossingIT {
  private static final String CROSSOVER = "krbtgt/B.EXAMPLE@A.EXAMPLE";

  @Test
  void usersCrossOverUnderTheFirstKeyAndTheNext() throws Exception {
    try (Lab lab = new Lab(KdcPrograms.withLmdb()).inLmdb()) {
      LabRealm a = lab.realm("A.EXAMPLE");
      LabRealm b = lab.realm("B.EXAMPLE").service("HTTP", "www.b.example");
      b.kdc().attachKadm5();
      lab.start();
      assertTrue(Files.exists(a.kdc().databaseFile()), "A's database is not in LMDB");
      assertCrosses(a.user("alice"));
      assertEquals(b.kdc().keyLines(CROSSOVER), a.kdc().keyLines(CROSSOVER));
      a.kdc().expireKeySoon(CROSSOVER, 1);
      assertCrosses(a.user("bob"));
      String newest = a.kdc().keyLines(CROSSOVER).get(0);
      assertTrue(b.kdc().keyLines(CROSSOVER).contains(newest));
      assertEquals(2 * b.kdc().crossoverKeyTypes().size(), b.kdc().keyLines(CROSSOVER).size());
    }
  }

  private static void assertCrosses(LabUser user) throws Exception {
    LabCommand.Output output = user.kvno("-S", "HTTP", "www.b.example");
    assertEquals(0, output.exitCode(), output::text);
  }
}
