package org.kxover.kdb;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.kxover.kdb.TestKeys.A;
import static org.kxover.kdb.TestKeys.A_TO_B;
import static org.kxover.kdb.TestKeys.B_TO_A;
import static org.kxover.kdb.TestKeys.key;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.kxover.kerberos.PrincipalName;
import org.kxover.kerberos.Realm;

/** What a walk along the crossovers shows, with every implementation of the store. */
public abstract class WalkContract extends CrossoverStoreContract {
  private List<CrossoverWalk.Step> walk() throws StoreException {
    List<PrincipalName> listed = new ArrayList<>();
    List<CrossoverWalk.Step> steps = new ArrayList<>();
    try (CrossoverWalk walk = store.walk(listed::add)) {
      for (var step = walk.next(); step.isPresent(); step = walk.next()) {
        steps.add(step.get());
      }
      assertEquals(Optional.empty(), walk.next());
    }
    assertEquals(Set.copyOf(store.list()), Set.copyOf(listed));
    assertEquals(listed, steps.stream().map(CrossoverWalk.Step::name).toList());
    return steps;
  }

  /** The names of the crossovers that a walk sees, which must be as they are found. */
  protected Set<PrincipalName> seen() throws StoreException {
    Set<PrincipalName> names = new HashSet<>();
    for (CrossoverWalk.Step step : walk()) {
      if (step.seen().isPresent()) {
        assertEquals(store.find(step.name()), step.seen().map(CrossoverWalk.Seen::crossover));
        assertFalse(step.seen().get().at().isAfter(now.instant()));
        names.add(step.name());
      }
    }
    return names;
  }

  /** True if the store reads crossovers in passing. */
  protected boolean sees() {
    return false;
  }

  @Test
  void aWalkComesByEachCrossoverAndSeesNoneOnWhichThereIsWork() throws Exception {
    assertEquals(List.of(), walk());
    store.write(key(A_TO_B, Role.CLIENT, 1), Optional.empty());
    store.write(key(B_TO_A, Role.SERVICE, 1), Optional.empty());
    PrincipalName other = PrincipalName.crossover(new Realm("HALF.EXAMPLE"), A);
    leaveHalfMade(other);
    keyByHand(PrincipalName.crossover(new Realm("HAND.EXAMPLE"), A));
    closeByHand(A_TO_B);
    assertEquals(4, walk().size());
    Set<PrincipalName> before = seen();
    assertEquals(sees() ? 3 : 0, before.size());
    assertFalse(before.contains(other));
    now = now.plus(LIFETIME);
    assertEquals(sees() ? 2 : 0, seen().size(), "a key of the second is expired");
  }

  @Test
  void aWalkSeesWhatIsChangedOnTheWay() throws Exception {
    store.write(key(A_TO_B, Role.CLIENT, 1), Optional.empty());
    try (CrossoverWalk walk = store.walk(name -> {})) {
      store.write(key(A_TO_B, Role.CLIENT, 2), store.find(A_TO_B));
      CrossoverWalk.Step step = walk.next().orElseThrow();
      assertEquals(
          sees() ? store.find(A_TO_B) : Optional.empty(),
          step.seen().map(CrossoverWalk.Seen::crossover));
    }
  }
}
