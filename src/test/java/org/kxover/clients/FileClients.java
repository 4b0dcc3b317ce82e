package org.kxover.clients;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;
import static org.kxover.clients.ClientsWorld.HOST;
import static org.kxover.clients.ClientsWorld.WORLD;

import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.kxover.lab.LabCommand;
import org.kxover.lab.LabGanesha;
import org.kxover.lab.LabSmbd;
import org.kxover.lab.LabSshd;
import org.kxover.lab.LabUser;

/** Programs that copy files from and to a machine of B. */
@Timeout(600)
class FileClients {
  private static final int NT_SRV_HST = 3;
  private static final String FILE = "a file";

  @RegisterExtension static final ClientsWorld world = WORLD;

  @Test
  void rsyncOverSsh() throws Exception {
    LabSshd sshd = new LabSshd(world.lab(), world.b(), HOST, "alice@A.EXAMPLE");
    LabUser alice = world.user("alice");
    Path folder = Files.createTempDirectory(world.lab().folder(), "rsync-");
    Files.writeString(folder.resolve("page.txt"), "across\n");
    Path back = folder.resolve("back.txt");

    ClientsWorld.Tries tries =
        world.tries(() -> sshd.rsync(alice, folder.resolve("page.txt").toString(), "@:page.txt"));

    assertFalse(tries.without().exitCode() == 0, tries.without()::text);
    assertEquals(0, tries.with().exitCode(), tries.with()::text);
    LabCommand.Output copied = sshd.rsync(alice, "@:page.txt", back.toString());
    assertEquals(0, copied.exitCode(), copied::text);
    assertEquals("across\n", Files.readString(back));
    world.assertAsked("host", NT_SRV_HST);
  }

  /** A client that makes its context as rpc.gssd does, and sends it by itself. */
  @Test
  void nfs() throws Exception {
    assumeTrue(LoginClients.isRoot(), "NFS-Ganesha needs root");
    LabGanesha ganesha = new LabGanesha(world.lab(), world.b(), HOST);
    LabUser alice = world.user("alice");

    ClientsWorld.Tries tries = world.tries(() -> ganesha.look(alice));

    assertEquals("no context\n", tries.without().text());
    assertEquals("status 0\n", tries.with().text());
    ganesha.awaitLine("alice@A.EXAMPLE");
    world.assertAsked("nfs", NT_SRV_HST);
    LabCommand.Output unknown = ganesha.look(alice, "unknown");
    assertEquals("status " + LabGanesha.WRONG_SECURITY + "\n", unknown.text());
  }

  /**
   * smbclient is made of Heimdal. It asks for {@code krbtgt/B.EXAMPLE}, as it guesses the realm
   * from the host's domain, and only then for the host, by a type for which no KDC of MIT's makes a
   * referral.
   *
   * <p>smbd takes no ticket with a PAC where it is a standalone server. MIT's KDC puts one into
   * each ticket (krb5 1.20). The principal's flag leaves it out, and so does the realm's setting.
   */
  @Test
  void smbclient() throws Exception {
    assumeTrue(LoginClients.isRoot(), "smbd needs root");
    LabSmbd smbd = new LabSmbd(world.lab(), world.b(), HOST, "A.EXAMPLE\\alice");
    world.b().kdc().kadmin("modprinc +no_auth_data_required cifs/" + HOST);
    LabUser alice = world.configured("alice");

    LabCommand.Output read = world.triesByRealm(() -> smbd.get(alice), FILE);

    assertEquals(0, read.exitCode(), read::text);
    assertTrue(
        world.watch().requestsFor("cifs/" + HOST).stream().allMatch(one -> one.type() == 1),
        () -> world.watch().requests().toString());
    LabCommand.Output stranger = smbd.get(world.configured("bob"));
    assertFalse(stranger.text().contains(FILE), stranger::text);

    world.b().kdc().kadmin("modprinc -no_auth_data_required cifs/" + HOST);
    LabCommand.Output refused = smbd.get(world.configured("alice"));
    assertFalse(refused.text().contains(FILE), refused::text);
    smbd.awaitLine("Unexpected PAC for [alice@A.EXAMPLE] in standalone mode");

    world.b().kdc().set("disable_pac", "true");
    world.b().kdc().restart();
    LabCommand.Output again = smbd.get(world.configured("alice"));
    assertTrue(again.text().contains(FILE), again::text);
  }
}
