package org.kxover.guard;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.kxover.lab.Lab;
import org.kxover.lab.LabCommand;
import org.kxover.lab.LabExtension;
import org.kxover.lab.LabKdc;
import org.kxover.lab.LabRealm;
import org.kxover.lab.LabUser;
import org.kxover.lab.ShortForm;

/**
 * Users of A ask for a service of B, whose kxoverd looks for the guard in B's KDCs. While one of
 * them is not guarded, A gets no key.
 */
@Timeout(300)
class GuardProbeIT {
  private static final String WWW = "www.b.example";

  @RegisterExtension final LabExtension world = new LabExtension();
  private Lab lab;
  private LabRealm a;
  private LabRealm b;

  @BeforeEach
  void twoRealms() throws Exception {
    lab = world.lab();
    a = lab.realm("A.EXAMPLE");
    b = lab.realm("B.EXAMPLE").service("HTTP", WWW);
    b.kxoverd().measured();
  }

  private LabCommand.Output request() throws Exception {
    return a.user("alice").kvno("-S", "HTTP", WWW);
  }

  private void open(String service) throws Exception {
    LabCommand.Output opened =
        b.kxoverd().kxover("open", service, "--kadmin", b.kdc().kadminCommand()).runToAnyEnd();
    assertEquals(0, opened.exitCode(), opened::text);
  }

  private LabCommand.Output check() throws Exception {
    return b.kxoverd()
        .kxover("check", "--bogus-name", "nothing.example")
        .env(
            Map.of(
                "KRB5_CONFIG", b.kdc().config().toString(),
                "KRB5_KDC_PROFILE", b.kdc().profile().toString()))
        .runToAnyEnd();
  }

  private void assertNobodyComesIn() throws Exception {
    LabCommand.Output refused = request();
    assertFalse(refused.exitCode() == 0, refused::text);
    b.kxoverd().awaitLine(0, "refused", "unguarded: ");
    assertTrue(
        a.kxoverd().log().contains("not ready for other realms; its administrators may say more"),
        a.kxoverd().log());
    assertFalse(b.crossover(b, a).exists());
    assertFalse(a.crossover(b, a).exists());
  }

  private void awaitSeen(String verdict, LabKdc kdc, int from) {
    b.kxoverd().awaitLine(from, "KDC 127.0.0.1:" + kdc.port(), "is " + verdict);
  }

  /** Restarts B's KDC, whose connection is then lost: it connects when it has a question. */
  private void restart() throws Exception {
    b.user("carol").kvno("-S", "HTTP", "nowhere.a.example");
    b.kdc().stop();
    b.kdc().start();
  }

  private String setting() throws Exception {
    return Files.readString(b.kdc().profile());
  }

  @Test
  void withoutTheModuleNobodyComesInAndWithItOnlyToWhatIsOpen() throws Exception {
    b.lookForGuard("required", b.kdc());
    lab.start();
    awaitSeen("unguarded", b.kdc(), 0);
    assertNobodyComesIn();
    LabCommand.Output status = b.kxoverd().kxover("status").runToAnyEnd();
    assertTrue(status.text().contains("unguarded  127.0.0.1:" + b.kdc().port()), status::text);
    assertFalse(status.text().contains("KXOVER-PROBE.INVALID"), status::text);
    LabCommand.Output checked = check();
    assertTrue(
        checked.text().contains("error    guard: KDC 127.0.0.1:" + b.kdc().port()), checked::text);
    String series =
        "kxover_kdc_guard{guard=\"unguarded\",kdc=\"127.0.0.1:%d (guarded_kdcs)\",realm=\"B.EXAMPLE\"}"
            .formatted(b.kdc().port());
    assertEquals(1.0, b.kxoverd().metrics().get(series), b.kxoverd().metrics()::toString);

    int from = b.kxoverd().log().length();
    b.kdc().guard();
    restart();
    awaitSeen("guarded", b.kdc(), from);
    assertTrue(check().text().contains("ok       guard: KDC 127.0.0.1:" + b.kdc().port()));
    LabCommand.Output closed = request();
    assertFalse(closed.exitCode() == 0, closed::text);
    assertTrue(b.crossover(b, a).exists(), "there is a key now");
    assertTrue(closed.text().contains("not found in Kerberos database"), closed::text);
    open("HTTP/" + WWW);
    LabCommand.Output granted = request();
    assertEquals(0, granted.exitCode(), granted::text);
  }

  /** A copy that needs a libkrb5 which this release does not have. */
  private Path ofAnotherRelease() throws Exception {
    String module =
        new String(Files.readAllBytes(LabKdc.GUARD), StandardCharsets.ISO_8859_1)
            .replace("libkrb5.so.3\0", "libkrb5.so.9\0");
    assertTrue(module.contains("libkrb5.so.9\0"));
    return Files.write(
        b.folder().resolve("other.so"), module.getBytes(StandardCharsets.ISO_8859_1));
  }

  @Test
  void aModuleThatIsMissingOrUnreadableOrOnlyObservesIsNoGuard() throws Exception {
    b.lookForGuard("required", b.kdc());
    String without = setting();
    b.kdc().guard();
    String with = setting();
    Path junk = Files.writeString(b.folder().resolve("junk.so"), "no library");
    lab.start();
    awaitSeen("guarded", b.kdc(), 0);
    String module = with.replaceAll("(?s).*kdcpolicy = \\{\\s*module = kxover:(\\S+)\\s.*", "$1");
    List<String> others =
        List.of(
            with.replace(module, b.folder().resolve("absent.so").toString()),
            with.replace(module, junk.toString()),
            // root, as whom the KDC may run here, can read every file, but no folder.
            with.replace(module, Files.createDirectory(b.folder().resolve("folder.so")).toString()),
            with.replace(module, ofAnotherRelease().toString()),
            with + "[kxover]\n    guard = observe\n",
            with + "[kxover]\n    guard = off\n",
            without);
    for (String other : ShortForm.MISSING_GUARDS.of(others)) {
      int from = b.kxoverd().log().length();
      Files.writeString(b.kdc().profile(), other);
      restart();
      awaitSeen("unguarded", b.kdc(), from);
      from = b.kxoverd().log().length();
      Files.writeString(b.kdc().profile(), with);
      restart();
      awaitSeen("guarded", b.kdc(), from);
    }
    open("HTTP/" + WWW);
    assertEquals(0, request().exitCode(), "with the guard, after all that");
  }

  @Test
  void oneOfTwoKdcsWithoutItKeepsAllOut() throws Exception {
    LabKdc second = LabKdc.unguarded(lab, b);
    b.kdc().guard();
    b.lookForGuard("required", b.kdc(), second);
    open("HTTP/" + WWW);
    lab.start();
    second.start();
    awaitSeen("guarded", b.kdc(), 0);
    awaitSeen("unguarded", second, 0);
    assertNobodyComesIn();
    int from = b.kxoverd().log().length();
    second.stop();
    b.kxoverd().awaitLine(from, "unguarded when it answered last");
    assertFalse(request().exitCode() == 0, "it may come back as it was");
    second.guard();
    from = b.kxoverd().log().length();
    second.start();
    awaitSeen("guarded", second, from);
    assertEquals(0, request().exitCode());
  }

  @Test
  void aKdcThatIsDownKeepsNobodyOutAndAloneIsNoProof() throws Exception {
    LabKdc second = LabKdc.stock(lab, b);
    second.guard();
    b.kdc().guard();
    b.lookForGuard("required", b.kdc(), second);
    open("HTTP/" + WWW);
    lab.start();
    awaitSeen("unknown", second, 0);
    awaitSeen("guarded", b.kdc(), 0);
    assertEquals(0, request().exitCode(), "the KDC that runs is guarded");
    b.kxoverd().set("guarded_kdcs", "127.0.0.1:" + second.port());
    b.kxoverd().reload("reloaded: realm", 1);
    a.kdc().kadmin("delprinc -force krbtgt/B.EXAMPLE@A.EXAMPLE");
    a.kdc().stop();
    a.kdc().start();
    LabUser bob = a.user("bob");
    assertFalse(bob.kvno("-S", "HTTP", WWW).exitCode() == 0);
    b.kxoverd().awaitLine(0, "refused", "no KDC was seen with the guard");
  }
}
