package org.kxover.crossing;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import org.kxover.kdb.CrossoverStore;
import org.kxover.kdb.kadmin.KadminSettings;
import org.kxover.kdb.kadmin.TestKdb;
import org.kxover.kerberos.PrincipalName;
import org.kxover.kerberos.Realm;
import org.kxover.lab.DyingKadmin;
import org.kxover.lab.DyingKadmin.Moment;
import org.kxover.lab.DyingKadmin.Target;
import org.kxover.referral.Answer;

/** Two realms with real databases, each with a program that notes the steps in it. */
final class NotedRealms implements AutoCloseable {
  private static final int NEVER = 1_000_000;

  final TestKdb kdbOfA;
  final TestKdb kdbOfB;
  final DyingKadmin programOfA;
  final DyingKadmin programOfB;
  final TwoRealms world;

  /** Notes the steps, with its files in that folder. */
  interface Program {
    DyingKadmin in(Path folder) throws IOException;
  }

  /** The settings by which a store runs the program. */
  interface Settings {
    KadminSettings of(TestKdb kdb, DyingKadmin program) throws IOException;
  }

  /** The store of a realm. */
  interface Store {
    CrossoverStore of(Realm realm, KadminSettings settings, InstantSource clock);
  }

  NotedRealms(Path folder, Program program, Settings settings, Store store) throws Exception {
    kdbOfA = new TestKdb(folder.resolve("a"), "A.EXAMPLE");
    kdbOfB = new TestKdb(folder.resolve("b"), "B.EXAMPLE");
    programOfA = program.in(kdbOfA.folder);
    programOfB = program.in(kdbOfB.folder);
    KadminSettings ofA = settings.of(kdbOfA, programOfA);
    KadminSettings ofB = settings.of(kdbOfB, programOfB);
    world =
        new TwoRealms(
            folder,
            clock -> store.of(TwoRealms.A, ofA, clock),
            clock -> store.of(TwoRealms.B, ofB, clock));
  }

  /** For a minute no crossing tries all rights on the database of A. */
  void tryAllRights() throws Exception {
    world.databaseOfA.requireWritable(
        PrincipalName.crossover(TwoRealms.D, TwoRealms.A), Optional.empty());
  }

  /** Lets a user ask, who gets a referral. The steps are noted from here on. */
  void ask() throws Exception {
    for (DyingKadmin program : List.of(programOfA, programOfB)) {
      program.dieAt(NEVER, Moment.BEFORE, Target.KADMIN);
    }
    Answer answer = world.ask();
    assertEquals(Answer.Result.REFERRAL, answer.result(), answer.reason());
    world.awaitSessionsEnd();
  }

  @Override
  public void close() throws Exception {
    world.close();
  }
}
