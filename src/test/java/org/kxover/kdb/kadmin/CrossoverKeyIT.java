package org.kxover.kdb.kadmin;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.kxover.kdb.TestKeys.A;
import static org.kxover.kdb.TestKeys.A_TO_B;
import static org.kxover.kdb.TestKeys.B;
import static org.kxover.kdb.TestKeys.B_TO_A;
import static org.kxover.kdb.TestKeys.NOW;
import static org.kxover.kdb.TestKeys.key;

import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.LocalDateTime;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.kxover.kdb.Role;
import org.kxover.kdb.TestKeys;
import org.kxover.kerberos.KerberosTime;
import org.kxover.kerberos.PrincipalName;

/** Two realms with the same key: their KDCs, and a user of A who uses a service of B. */
class CrossoverKeyIT {
  private static final String SERVICE = "HTTP/www.b.example@B.EXAMPLE";

  private static final DateTimeFormatter KLIST_TIME =
      DateTimeFormatter.ofPattern("MM/dd/yy HH:mm:ss");

  // The start, the end, and the end of the renewable life.
  private static final Pattern TICKET =
      Pattern.compile(
          "(\\S+ \\S+)  (\\S+ \\S+)  "
              + Pattern.quote(A_TO_B.toString())
              + "\n\trenew until (\\S+ \\S+),");

  @TempDir Path folder;
  private TestKdb a;
  private TestKdb b;

  @BeforeEach
  void makeRealms() throws Exception {
    List<TestKdb> both = TestKdb.two(folder);
    a = both.get(0);
    b = both.get(1);
    b.kadmin("addprinc -clearpolicy -requires_preauth -randkey HTTP/www.b.example");
  }

  @AfterEach
  void stop() throws Exception {
    a.close();
    b.close();
  }

  private void write(int kvno, KerberosTime from) throws Exception {
    InstantSource clock = InstantSource.fixed(from.instant());
    try (KadminStore ours = new KadminStore(A, a.settings(), clock);
        KadminStore theirs = new KadminStore(B, b.settings(), clock)) {
      theirs.write(key(A_TO_B, Role.SERVICE, kvno, from, TestKeys.PASSWORD));
      ours.write(key(A_TO_B, Role.CLIENT, kvno, from, TestKeys.PASSWORD));
    }
  }

  private void startKdcs() throws Exception {
    a.startKdc();
    b.startKdc();
  }

  private static void kinit(TestKdb kdb) throws Exception {
    kdb.run("kinit", "-r", "7d", "-k", "-t", kdb.aliceKeytab().toString(), "alice");
  }

  @Test
  void samePasswordGivesTheSameKeysInBothRealms() throws Exception {
    write(1, NOW);
    assertEquals(2, a.keys(A_TO_B).size());
    assertEquals(a.keys(A_TO_B), b.keys(A_TO_B));
    try (KadminStore ours = new KadminStore(A, a.settings(), TestKeys.CLOCK)) {
      ours.write(key(A_TO_B, Role.CLIENT, 1, "_".repeat(64)));
    }
    assertNotEquals(a.keys(A_TO_B), b.keys(A_TO_B));
  }

  @Test
  void userCrossesOverAndTheTicketIsShortAndNotRenewable() throws Exception {
    startKdcs();
    kinit(a);
    assertNotEquals(0, a.tryRun("kvno", SERVICE).status());
    write(1, NOW);
    a.run("kvno", SERVICE);
    String tickets = a.run("klist", "-f");
    Matcher crossover = TICKET.matcher(tickets);
    assertTrue(crossover.find(), tickets);
    LocalDateTime start = LocalDateTime.parse(crossover.group(1), KLIST_TIME);
    LocalDateTime end = LocalDateTime.parse(crossover.group(2), KLIST_TIME);
    assertEquals(TestKeys.TICKET_LIFE, Duration.between(start, end));
    assertEquals(start, LocalDateTime.parse(crossover.group(3), KLIST_TIME), "renewable");
    write(2, NOW);
    a.run("kvno", "HTTP/www.b.example@B.EXAMPLE");
    kinit(a);
    a.run("kvno", SERVICE);
  }

  /**
   * Users hold tickets under the old key when the service's realm rolls over: it must still read
   * them.
   */
  @Test
  void ticketUnderTheOldKeyIsReadAfterARollover() throws Exception {
    write(1, NOW);
    startKdcs();
    kinit(a);
    a.run("kvno", A_TO_B.toString());
    write(2, NOW);
    a.run("kvno", SERVICE);
    b.kadmin("purgekeys " + A_TO_B);
    b.kadmin("addprinc -clearpolicy -requires_preauth -randkey HTTP/ftp.b.example");
    assertNotEquals(0, a.tryRun("kvno", "HTTP/ftp.b.example@B.EXAMPLE").status());
  }

  @Test
  void expiredKeyIssuesNothing() throws Exception {
    write(1, NOW.minus(Duration.ofDays(31)));
    startKdcs();
    kinit(a);
    TestKdb.Result refused = a.tryRun("kvno", SERVICE);
    assertNotEquals(0, refused.status());
    assertTrue(refused.output().contains("expired"), refused.output());
    write(2, NOW);
    a.run("kvno", SERVICE);
  }

  /**
   * Five seconds before its tickets would outlive the key: the clocks of the two realms may differ.
   */
  @Test
  void keyThatIsToEndWithItsNextTicketIssuesNothing() throws Exception {
    KerberosTime now = new KerberosTime(Instant.now());
    KerberosTime till = now.plus(TestKeys.TICKET_LIFE).plus(Duration.ofSeconds(5));
    write(1, till.minus(Duration.ofDays(30)));
    startKdcs();
    kinit(a);
    TestKdb.Result refused = a.tryRun("kvno", SERVICE);
    assertNotEquals(0, refused.status());
    assertTrue(refused.output().contains("expired"), refused.output());
  }

  /** Otherwise B's own users could get tickets that seem to come from A's KDC. */
  @Test
  void serviceRealmIssuesNothingUnderTheKeyItReads() throws Exception {
    write(1, NOW);
    startKdcs();
    b.kadmin("addprinc -clearpolicy -requires_preauth -randkey " + B_TO_A);
    // krb5 1.20, unlike 1.13, also needs A's own key to sign the ticket.
    b.kadmin("addprinc -clearpolicy -randkey " + PrincipalName.ticketGrantingService(A));
    b.misdirect(a, b);
    kinit(b);
    TestKdb.Result refused = b.tryRun("kvno", A_TO_B.toString());
    b.kadmin("modprinc -expire never " + A_TO_B);
    kinit(b);
    TestKdb.Result issued = b.tryRun("kvno", A_TO_B.toString());
    assertTrue(issued.output().contains(A_TO_B + ": kvno = 1"), issued.output());
    assertEquals(1, refused.status(), refused.output());
    assertTrue(refused.output().contains("expired"), refused.output());
  }
}
