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
import org.kxover.lab.LabSmbd;
import org.kxover.lab.LabSshd;
import org.kxover.lab.LabUser;

/** Programs that copy files from and to a machine of B. */
@Timeout(600)
class FileClients {
  private static final int NT_SRV_HST = 3;

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

  /**
   * MIT's KDC puts a PAC without logon information into its tickets (krb5 1.20), which smbd does
   * not take. The principal's flag leaves it out.
   */
  @Test
  void smbclient() throws Exception {
    assumeTrue(LoginClients.isRoot(), "smbd needs root");
    LabSmbd smbd = new LabSmbd(world.lab(), world.b(), HOST, "A.EXAMPLE\\alice");
    world.a().kxoverd().start();
    LabUser before = world.configured("alice");
    LabCommand.Output refused = smbd.get(before);
    assertFalse(refused.exitCode() == 0, refused::text);
    smbd.awaitLine("Unexpected PAC for [alice@A.EXAMPLE] in standalone mode");
    world.b().kdc().kadmin("modprinc +no_auth_data_required cifs/" + HOST);
    LabUser alice = world.configured("alice");

    LabCommand.Output read = smbd.get(alice);

    assertEquals(0, read.exitCode(), read::text);
    assertTrue(read.text().contains("a file"), read::text);
    LabCommand.Output stranger = smbd.get(world.configured("bob"));
    assertFalse(stranger.text().contains("a file"), stranger::text);
    world.assertAsked("cifs", NT_SRV_HST);
  }
}
