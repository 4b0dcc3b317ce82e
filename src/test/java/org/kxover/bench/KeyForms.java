package org.kxover.bench;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.kxover.lab.KdcPrograms;
import org.kxover.lab.Lab;
import org.kxover.lab.LabRealm;

/**
 * First crossings whose keys are derived and set by kxover-kadm5-local, and first crossings with
 * passwords and kadmin.local, in turn.
 */
final class KeyForms implements Part {
  private static final int ROUNDS = 12;

  @Override
  public List<Row> measure(Raw raw) throws Exception {
    List<Row> rows = new ArrayList<>();
    rows.add(measure(raw, "plugin", new KdcPrograms("", false)));
    rows.add(measure(raw, "patch", KdcPrograms.withPatch()));
    return rows;
  }

  private static Row measure(Raw raw, String name, KdcPrograms programs) throws Exception {
    try (Lab derived = new Lab(programs);
        Lab passwords = new Lab(programs)) {
      NewRealmPair ours = strangers(derived, true);
      NewRealmPair theirs = strangers(passwords, false);
      raw.say("%d first crossings of each form with the %s", ROUNDS, name);
      return PairedMeasurement.measure(ROUNDS, () -> cross(ours), () -> cross(theirs))
          .row(
              raw,
              "first crossing, " + name + ", derived keys",
              "ms",
              "passwords",
              Optional.of(Goal.atMost(0.4)));
    }
  }

  private static NewRealmPair strangers(Lab lab, boolean derived) throws IOException {
    LabRealm a = lab.realm("A.EXAMPLE");
    LabRealm b = lab.realm("B.EXAMPLE");
    NewRealmPair pair = new NewRealmPair(lab, a, b);
    if (derived) {
      a.kdc().attachKadm5();
      b.kdc().attachKadm5();
    }
    pair.start();
    return pair;
  }

  private static double cross(NewRealmPair pair) throws Exception {
    pair.forget();
    return pair.cross();
  }
}
