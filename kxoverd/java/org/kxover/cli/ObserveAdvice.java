package org.kxover.cli;

import java.io.IOException;
import java.util.List;
import org.kxover.kerberos.Realm;
import org.kxover.setup.GuardMode;
import org.kxover.setup.GuardModeStep;
import org.kxover.setup.KdcProfile;
import org.kxover.setup.LocalKadmin;

/** What an administrator does while the guard only observes. */
final class ObserveAdvice {
  private static final int NAMES = 3;

  private ObserveAdvice() {}

  /** The lines of the advice; none if the KDC's configuration does not say {@code observe}. */
  static List<String> lines(KdcProfile profile, Realm realm, LocalKadmin kadmin)
      throws IOException {
    return GuardModeStep.mode(profile, realm).filter(GuardMode.OBSERVE.toString()::equals).isEmpty()
        ? List.of()
        : List.of(
            "The guard only observes in " + realm + ", and refuses nothing" + why(realm, kadmin),
            "  1. After some days, see which services they used: \"kxover services\", and the lines"
                + " \"kxover guard: would refuse\" in the KDC's log.",
            "  2. Open those that they may use on: kxover open SERVICE",
            "  3. Let the guard enforce, on each KDC of the realm: kxover setup --guard enforce",
            "Until then their users reach every service, as before. Keys that other realms have stay"
                + " in force to their end, and kxoverd gives none a new key (guard = required in"
                + " kxoverd.conf). \"kxover status --ending-before 14d\" shows which keys end soon."
                + " With guard = optional they are renewed, but new realms come in, too, to every"
                + " service.");
  }

  private static String why(Realm realm, LocalKadmin kadmin) throws IOException {
    List<String> found = kadmin.comingIn(realm, NAMES + 1);
    if (found.isEmpty()) {
      return ".";
    }
    String names = String.join(", ", found.subList(0, Math.min(NAMES, found.size())));
    return ", as users of other realms come in already: "
        + names
        + (found.size() > NAMES ? " and others." : ".");
  }
}
