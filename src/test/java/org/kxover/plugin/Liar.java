package org.kxover.plugin;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.kxover.lab.LabKdc;
import org.kxover.lab.LabUser;

/** Forges tickets with the keys of a realm's crossovers, and asks a KDC with them. */
final class Liar {
  private final Path program;
  private final LabUser machine;
  private final Path keytab;

  /**
   * @param machine whose krb5.conf names the KDC to be asked
   * @param keytab gets the crossovers' keys
   */
  private Liar(Path program, LabUser machine, Path keytab) {
    this.program = program;
    this.machine = machine;
    this.keytab = keytab;
  }

  /** Takes the keys of these principals from the KDC's database. */
  static Liar withKeys(Path program, LabUser machine, LabKdc kdc, String... principals)
      throws IOException {
    Path folder = Files.createTempDirectory(program.getParent(), "liar-");
    Path keytab = folder.resolve("keytab");
    for (String principal : principals) {
      kdc.kadmin("ktadd -norandkey -k " + keytab + " " + principal);
    }
    return new Liar(program, machine, keytab);
  }

  /** A liar with the keys of this one, who asks the KDC that another user's krb5.conf names. */
  Liar at(LabUser other) {
    return new Liar(program, other, keytab);
  }

  /**
   * Forges a ticket, and returns a credential cache with it.
   *
   * @param options none, {@code pac=NAME} or {@code pac-with-realm=NAME}
   */
  Path forge(String server, String client, String transited, String... options) throws IOException {
    Path cache = Files.createTempFile(keytab.getParent(), "cache-", "");
    List<String> words =
        new ArrayList<>(
            List.of("forge", cache.toString(), keytab.toString(), server, client, transited));
    words.addAll(List.of(options));
    machine.program(program.toString(), words.toArray(String[]::new)).run();
    return cache;
  }

  /** What the KDC answers: {@code granted ...}, or {@code refused}, the code and the e-text. */
  String ask(Path cache, String held, String wanted, String... options) throws IOException {
    List<String> words = new ArrayList<>(List.of("ask", cache.toString(), held, wanted));
    words.addAll(List.of(options));
    return machine.program(program.toString(), words.toArray(String[]::new)).run().strip();
  }
}
