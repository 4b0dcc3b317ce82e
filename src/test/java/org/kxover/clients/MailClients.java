package org.kxover.clients;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;
import static org.kxover.clients.ClientsWorld.HOST;
import static org.kxover.clients.ClientsWorld.WORLD;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.kxover.lab.LabCommand;
import org.kxover.lab.LabCyrus;
import org.kxover.lab.LabDovecot;
import org.kxover.lab.LabPostfix;
import org.kxover.lab.LabUser;

/** Programs that read and send mail at a server of B. */
@Timeout(600)
class MailClients {
  private static final int NT_SRV_HST = 3;

  @RegisterExtension static final ClientsWorld world = WORLD;

  @Test
  void imapOfDovecot() throws Exception {
    LabDovecot dovecot = new LabDovecot(world.lab(), world.b(), HOST);
    LabUser alice = world.user("alice");

    ClientsWorld.Tries tries = world.tries(() -> dovecot.list(alice));

    assertFalse(tries.without().exitCode() == 0, tries.without()::text);
    assertEquals(0, tries.with().exitCode(), tries.with()::text);
    assertTrue(tries.with().text().contains("INBOX"), tries.with()::text);
    dovecot.awaitLine("alice@A.EXAMPLE");
    world.assertAsked("imap", NT_SRV_HST);
  }

  /**
   * By default it lets in nobody of another realm. With {@code loginrealms} they have no mailbox,
   * and with {@code virtdomains} everybody of every other realm may log in.
   */
  @Test
  void imapOfCyrus() throws Exception {
    LabUser alice = world.user("alice");
    LabCyrus cyrus = new LabCyrus(world.lab(), world.b(), HOST, "virtdomains: userid");

    ClientsWorld.Tries tries = world.tries(() -> cyrus.list(alice));

    assertFalse(tries.without().exitCode() == 0, tries.without()::text);
    assertEquals(0, tries.with().exitCode(), tries.with()::text);
    assertTrue(tries.with().text().contains("INBOX"), tries.with()::text);
    assertTrue(cyrus.mailboxes().contains("\"a.example!user.alice\""), cyrus.mailboxes());
    world.assertAsked("imap", NT_SRV_HST);

    LabCyrus listed = new LabCyrus(world.lab(), world.b(), HOST, "loginrealms: A.EXAMPLE");
    LabCommand.Output withoutMailbox = listed.list(alice);
    assertEquals(0, withoutMailbox.exitCode(), withoutMailbox::text);
    assertFalse(withoutMailbox.text().contains("INBOX"), withoutMailbox::text);

    LabCommand.Output refused = new LabCyrus(world.lab(), world.b(), HOST).list(alice);
    assertFalse(refused.exitCode() == 0, refused::text);
    assertTrue(refused.text().contains("AUTHENTICATE GSSAPI"), "it had a ticket");
  }

  @Test
  void smtpOfPostfix() throws Exception {
    assumeTrue(LoginClients.isRoot(), "Postfix needs root");
    LabPostfix postfix = new LabPostfix(world.lab(), world.b(), HOST);
    LabUser alice = world.user("alice");

    ClientsWorld.Tries tries = world.tries(() -> postfix.send(alice));

    assertFalse(tries.without().exitCode() == 0, tries.without()::text);
    assertEquals(0, tries.with().exitCode(), tries.with()::text);
    assertTrue(tries.with().text().contains("Ok: queued"), tries.with()::text);
    postfix.awaitLine("sasl_username=alice@A.EXAMPLE");
    world.assertAsked("smtp", NT_SRV_HST);
  }
}
