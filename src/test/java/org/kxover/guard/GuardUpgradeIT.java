package org.kxover.guard;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.kxover.lab.LabCommand;
import org.kxover.lab.LabExtension;
import org.kxover.lab.LabKdc;
import org.kxover.lab.LabRealm;
import org.kxover.lab.LabUser;

/** Users of A use services of B, whose KDC gets the guard only then. */
@Timeout(300)
class GuardUpgradeIT {
  private static final String WWW = "www.b.example";
  private static final String FILES = "files.b.example";

  @RegisterExtension final LabExtension world = new LabExtension();
  private LabRealm a;
  private LabRealm b;

  @BeforeEach
  void aKdcWithoutTheGuard() throws Exception {
    a = world.lab().realm("A.EXAMPLE");
    b = world.lab().realm("B.EXAMPLE").service("HTTP", WWW).service("HTTP", FILES);
    Path profile = b.kdc().profile();
    Files.writeString(profile, Files.readString(profile).replace("    guard = off\n", ""));
  }

  private LabCommand inB(String... words) {
    return b.kxoverd()
        .kxover(words)
        .env(
            Map.of(
                "KRB5_CONFIG", b.kdc().config().toString(),
                "KRB5_KDC_PROFILE", b.kdc().profile().toString(),
                "PATH", "/usr/sbin:/usr/bin:/sbin:/bin:" + LabKdc.PLUGIN.getParent()));
  }

  private LabCommand.Output init(String... more) throws IOException {
    List<String> words = new ArrayList<>(List.of("init", "--realm", "B.EXAMPLE", "--yes"));
    words.addAll(List.of("--host", "kx.b.example", "--database", "local"));
    words.addAll(List.of("--kadmin-local", b.kdc().kadminCommand()));
    words.addAll(List.of("--modules", LabKdc.PLUGIN.getParent().toString()));
    words.addAll(List.of(more));
    LabCommand.Output output = inB(words.toArray(String[]::new)).runToAnyEnd();
    assertEquals(0, output.exitCode(), output::text);
    return output;
  }

  private String check() throws IOException {
    return inB("check", "--bogus-name", "nothing.example").runToAnyEnd().text();
  }

  private static int request(LabUser user, String host) throws IOException {
    return user.kvno("-S", "HTTP", host).exitCode();
  }

  @Test
  void whatWorksGoesOnTillTheAdministratorLetsTheGuardEnforce() throws Exception {
    b.lookForGuard("optional", b.kdc());
    world.lab().start();
    LabUser alice = a.user("alice");
    if (request(alice, WWW) != 0) {
      // On a slow machine the first exchange outlasts a client's patience.
      b.kxoverd().awaitLine(0, "krbtgt/B.EXAMPLE@A.EXAMPLE kvno 1 is confirmed");
    }
    assertEquals(0, request(alice, WWW), "as before the guard");
    b.kxoverd().set(b, "guard", "required").restart();

    String said = init().text();
    assertTrue(said.contains("The guard only observes in B.EXAMPLE"), said);
    assertTrue(said.contains("users of other realms come in already: A.EXAMPLE."), said);
    assertTrue(said.contains("kxover setup --guard enforce"), said);
    b.kdc().restart();
    String service = "HTTP/" + FILES + "@B.EXAMPLE";
    assertEquals(0, request(alice, FILES), "nothing stops");
    assertTrue(
        Files.readString(Path.of("/proc/" + b.kdc().pid() + "/maps")).contains("kxover-guard.so"));
    String line =
        "would refuse alice@A.EXAMPLE, who has krbtgt/B.EXAMPLE@A.EXAMPLE, for " + service;
    assertTrue(b.kdc().log().contains(line), b.kdc().log());
    b.kxoverd().awaitLine(0, "@A.EXAMPLE for " + service + ": closed");
    String kadmin = b.kdc().kadminCommand();
    String used = inB("services", "--kadmin", kadmin).run();
    String entry =
        Pattern.quote(service + "\n  open:  to nobody\n  would refuse: #")
            + "[0-9a-f]{12}"
            + Pattern.quote("@A.EXAMPLE at");
    assertTrue(Pattern.compile(entry).matcher(used).find(), used);
    String checked = check();
    assertTrue(checked.contains("warning  guard: it only observes (guard = observe"), checked);
    assertTrue(checked.contains("warning  guard: KDC 127.0.0.1:" + b.kdc().port()), checked);

    inB("open", "HTTP/" + FILES, "--kadmin", kadmin).run();
    int from = b.kxoverd().log().length();
    assertFalse(init("--guard", "enforce").text().contains("only observes"), "it is said no more");
    b.kdc().restart();
    b.kxoverd().awaitLine(from, "KDC 127.0.0.1:" + b.kdc().port(), "is guarded");
    LabUser ann = a.user("ann");
    assertEquals(0, request(ann, FILES));
    assertNotEquals(0, request(ann, WWW), "nobody opened it");
    checked = check();
    assertFalse(checked.contains("only observes"), checked);
    assertTrue(checked.contains("ok       guard: KDC 127.0.0.1:" + b.kdc().port()), checked);
  }

  @Test
  void inANewRealmTheGuardEnforcesAtOnce() throws Exception {
    b.lookForGuard("required", b.kdc());
    String said = init().text();
    assertFalse(said.contains("only observes"), said);
    assertTrue(said.contains("the guard closes every service to them until you do"), said);
    world.lab().start();
    b.kxoverd().awaitLine(0, "KDC 127.0.0.1:" + b.kdc().port(), "is guarded");
    assertNotEquals(0, request(a.user("alice"), WWW));
  }
}
