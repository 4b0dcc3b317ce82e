package org.kxover.lifecycle;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.LocalDateTime;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.Timeout;
import org.kxover.lab.Lab;
import org.kxover.lab.LabCommand;
import org.kxover.lab.LabRealm;
import org.kxover.lab.LabUser;

/**
 * No ticket under a key, and no ticket that B issues for one, expires after the key's {@code till}.
 * The key lives for ten minutes. The users ask for tickets of a day, renewable ones and postdated
 * ones.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@Timeout(300)
class TicketEndIT {
  private static final String CROSSOVER = "krbtgt/B.EXAMPLE@A.EXAMPLE";
  private static final String TGT = "krbtgt/A.EXAMPLE@A.EXAMPLE";
  private static final DateTimeFormatter KLIST = DateTimeFormatter.ofPattern("MM/dd/yy HH:mm:ss");
  private static final DateTimeFormatter KERBEROS = DateTimeFormatter.ofPattern("uuuuMMddHHmmssX");
  private static final Pattern TICKET =
      Pattern.compile(
          "(?m)^(\\d\\d/\\S+ \\S+)  (\\d\\d/\\S+ \\S+)  (\\S+)\n"
              + "(?:\t(?:renew until (\\S+ [^\\s,]+))?.*\n)?");

  private Lab lab;
  private LabRealm a;
  private LabUser alice;
  private int users;

  /**
   * Times as klist prints them; {@code renewTill} is {@code end} if the ticket is not renewable.
   */
  private record Ticket(String server, LocalDateTime end, LocalDateTime renewTill) {}

  @BeforeAll
  void aShortKey() throws Exception {
    lab = new Lab();
    a = lab.realm("A.EXAMPLE");
    LabRealm b =
        lab.realm("B.EXAMPLE").service("HTTP", "www.b.example").service("HTTP", "ftp.b.example");
    for (LabRealm realm : List.of(a, b)) {
      realm
          .kxoverd()
          .set("key_lifetime", "10m")
          .set("max_ticket_life", "3m")
          .set("renewal", "never");
    }
    lab.start();
  }

  @AfterAll
  void closeLab() throws Exception {
    lab.close();
  }

  @BeforeEach
  void aUserWithALongTicket() throws Exception {
    users++;
    alice = a.user("alice" + users);
    kinit("-l", "1d", "-r", "7d", "-f");
    // Makes the key.
    assertServed(alice.kvno("-S", "HTTP", "www.b.example"));
  }

  private void kinit(String... options) throws Exception {
    LabCommand.Output output = tryKinit(options);
    assertEquals(0, output.exitCode(), output::text);
  }

  private LabCommand.Output tryKinit(String... options) throws Exception {
    List<String> words = new ArrayList<>(List.of(options));
    words.add(alice.principal());
    return alice
        .program("kinit", words.toArray(String[]::new))
        .input("password of alice" + users + "\n")
        .runToAnyEnd();
  }

  private static void assertServed(LabCommand.Output output) {
    assertEquals(0, output.exitCode(), output::text);
  }

  private List<Ticket> tickets() throws Exception {
    List<Ticket> tickets = new ArrayList<>();
    for (Matcher found = TICKET.matcher(alice.program("klist", "-f").run()); found.find(); ) {
      LocalDateTime end = LocalDateTime.parse(found.group(2), KLIST);
      tickets.add(
          new Ticket(
              found.group(3),
              end,
              found.group(4) == null ? end : LocalDateTime.parse(found.group(4), KLIST)));
    }
    return tickets;
  }

  private Ticket ticket(String server) throws Exception {
    return tickets().stream().filter(t -> t.server().startsWith(server)).findFirst().orElseThrow();
  }

  /** The end of the only key. */
  private LocalDateTime till() throws Exception {
    Matcher till =
        Pattern.compile("kxover\\.[0-9]+: from=\\S+ till=(\\S+) ")
            .matcher(a.kdc().kadmin("getstrs " + CROSSOVER));
    assertTrue(till.find());
    LocalDateTime last = LocalDateTime.parse(till.group(1), KERBEROS);
    assertFalse(till.find(), "one key");
    return last;
  }

  private void assertEndsInTime(Ticket ticket, LocalDateTime till) {
    assertFalse(ticket.end().isAfter(till), ticket + " and the key till " + till);
    assertFalse(ticket.renewTill().isAfter(till), ticket + " and the key till " + till);
  }

  /** Asks for the crossover ticket by name, because libkrb5 does not cache those of referrals. */
  private void askForAll() throws Exception {
    assertServed(alice.kvno("-S", "HTTP", "ftp.b.example"));
    assertServed(alice.kvno(CROSSOVER));
    assertServed(alice.kvno("HTTP/www.b.example@B.EXAMPLE"));
  }

  private void assertAllEndInTime() throws Exception {
    LocalDateTime till = till();
    for (String server :
        List.of(CROSSOVER, "HTTP/ftp.b.example@", "HTTP/www.b.example@B.EXAMPLE")) {
      assertEndsInTime(ticket(server), till);
    }
    assertFalse(
        ticket("HTTP/www.b.example@B.EXAMPLE").end().isAfter(ticket(CROSSOVER).end()),
        "B's ticket must not outlive A's");
  }

  @Test
  void longAndRenewable() throws Exception {
    askForAll();
    assertAllEndInTime();
    Ticket tgt = ticket(TGT);
    assertTrue(tgt.end().isAfter(till().plusHours(1)), "the user's own TGT is long: " + tgt);
    assertTrue(tgt.renewTill().isAfter(till().plusDays(1)), "and renewable: " + tgt);
  }

  /** A's KDC issues the crossover ticket in the AS exchange. */
  @Test
  void fromThePasswordAlone() throws Exception {
    kinit("-S", CROSSOVER, "-l", "1d", "-r", "7d", "-f", "-p");
    assertEndsInTime(ticket(CROSSOVER), till());
  }

  /** A renewed TGT does not give longer crossover tickets. */
  @Test
  void renewed() throws Exception {
    assertServed(alice.program("kinit", "-R").runToAnyEnd());
    askForAll();
    assertAllEndInTime();
  }

  /** If asked, A's KDC issues a renewable one, whose renew-till is the second of its issue. */
  @Test
  void crossoverTicketsAreNot() throws Exception {
    assertServed(alice.kvno(CROSSOVER));
    LocalDateTime end = ticket(CROSSOVER).end();
    LabCommand.Output output = renewCrossoverTicket();
    while (output.exitCode() == 0) {
      assertFalse(ticket(CROSSOVER).end().isAfter(end), "renewed in that second");
      output = renewCrossoverTicket();
    }
    assertTrue(output.text().contains("Ticket expired"), output::text);
  }

  private LabCommand.Output renewCrossoverTicket() throws Exception {
    return alice.program("kinit", "-R", "-S", CROSSOVER).runToAnyEnd();
  }

  @Test
  void forLater() throws Exception {
    LabCommand.Output output = tryKinit("-S", CROSSOVER, "-s", "1h", "-l", "1d");
    assertNotEquals(0, output.exitCode(), output::text);
    assertTrue(output.text().contains("postdat"), output::text);
    assertServed(tryKinit("-s", "1h", "-l", "1d"));
  }
}
