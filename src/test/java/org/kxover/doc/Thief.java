package org.kxover.doc;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.kxover.lab.LabCommand;

/** Somebody on another machine, with a copy of the keytab and a ticket for kadmind. */
final class Thief {
  private final RunbookWorld world;
  private final Path folder;
  private final Path keytab;
  private final Path ticket;

  Thief(RunbookWorld world) throws IOException {
    this.world = world;
    folder = Files.createTempDirectory(world.a.folder(), "thief-");
    keytab = Files.copy(world.a.folder().resolve("kadmin.keytab"), folder.resolve("keytab"));
    ticket = folder.resolve("ticket");
    command("kinit", "-k", "-t", keytab.toString(), "-S", "kadmin/admin", "kxover/admin").run();
  }

  boolean addsATrust(String principal) throws IOException {
    return adds(principal, "-k", "-t", keytab.toString());
  }

  boolean addsATrustWithTicket(String principal) throws IOException {
    return adds(principal, "-c", ticket.toString());
  }

  private boolean adds(String principal, String... credential) throws IOException {
    List<String> words = new ArrayList<>(List.of(credential));
    words.addAll(List.of("-p", "kxover/admin", "-q", "addprinc -pw known " + principal));
    return command("kadmin", words.toArray(String[]::new))
        .runToAnyEnd()
        .text()
        .contains("created.");
  }

  private LabCommand command(String program, String... words) {
    return new LabCommand(folder, program, words)
        .env("KRB5_CONFIG", world.a.folder().resolve("kadmin-client.conf").toString())
        .env("KRB5CCNAME", "FILE:" + ticket);
  }
}
