package org.kxover.check;

import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.kxover.lab.Lab;
import org.kxover.lab.LabCommand;
import org.kxover.lab.LabLine;
import org.kxover.lab.LabRealm;

/** A firewall in front of the machine, which nothing inside it can notice. Needs root. */
@Timeout(300)
class PortIT {
  private static final String BOGUS = "www.forged.example";

  @TempDir Path folder;

  private static String check(LabRealm realm) throws Exception {
    LabCommand command =
        realm
            .kxoverd()
            .kxover("check", "--bogus-name", BOGUS)
            .env(Map.of("KRB5_KDC_PROFILE", realm.kdc().profile().toString()));
    return realm.inside(command).runToAnyEnd().text();
  }

  @Test
  void thePortIsSeenFromThisMachineOnlyUntilAnotherOneConnects() throws Exception {
    Optional<String> why = LabLine.unavailableReason(folder);
    assumeTrue(why.isEmpty(), () -> "no network namespaces: " + why.get());
    try (Lab lab = new Lab()) {
      LabLine line = lab.line();
      LabRealm a = lab.realm("A.EXAMPLE", line.clientSite());
      LabRealm b = lab.realm("B.EXAMPLE", line.serviceSite());
      lab.dns().zone("forged.example").add("www A 192.0.2.1").forge("www A 192.0.2.2");
      lab.start();
      // The line drops everything as yet.
      String before = check(b);
      assertTrue(before.contains("ok       kx.b.example (198.18.0.2:4088), seen from"), before);
      assertTrue(
          before.contains("warning  port 4088: no other machine has connected to it"), before);
      line.setDelay(Duration.ZERO);
      a.inside(a.kxoverd().kxover("cross", "B.EXAMPLE")).run();
      String after = check(b);
      assertTrue(
          after.contains("ok       port 4088: another machine connected to it last at 2"), after);
    }
  }
}
