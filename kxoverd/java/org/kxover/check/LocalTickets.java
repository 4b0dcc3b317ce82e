package org.kxover.check;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.kxover.config.DatabaseSettings;
import org.kxover.config.RealmSettings;
import org.kxover.kerberos.Realm;
import org.kxover.setup.LocalCommand;

/**
 * A client of our realm, with MIT's own programs: what it gets, users get.
 *
 * <p>The client is a ticket cache that the administrator gave, or a principal that is made for the
 * check and deleted at its end. Its files are in a folder that only this user can read.
 */
final class LocalTickets implements AutoCloseable {
  /** The principal without its realm. It has no rights and lives for seconds. */
  static final String NAME = "kxover-check";

  private static final String LOCAL = "kadmin.local";
  private static final String ATTRIBUTES =
      "-randkey -clearpolicy +allow_tix -allow_svr +allow_tgs_req -requires_preauth"
          + " -requires_hwauth -expire never -pwexpire never -maxlife \"10 minutes\"";

  private final Realm realm;
  private final KdcEnvironment kdc;
  private final Path folder;
  private final Path cache;

  private LocalTickets(Realm realm, KdcEnvironment kdc, Path folder) {
    this.realm = realm;
    this.kdc = kdc;
    this.folder = folder;
    this.cache = folder.resolve("ccache");
  }

  private static Path newFolder() throws IOException {
    return Files.createTempDirectory(
        "kxover-check-",
        PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
  }

  /** A client without tickets. */
  static LocalTickets ofNobody(Realm realm, KdcEnvironment kdc) throws IOException {
    return new LocalTickets(realm, kdc, newFolder());
  }

  /** A client with a copy of that cache, so that the new tickets are not kept. */
  static LocalTickets ofCache(Realm realm, KdcEnvironment kdc, Path given) throws IOException {
    LocalTickets tickets = new LocalTickets(realm, kdc, newFolder());
    boolean done = false;
    try {
      Files.copy(given, tickets.cache);
      done = true;
      return tickets;
    } finally {
      if (!done) {
        tickets.close();
      }
    }
  }

  /**
   * A client whose principal is made, and is deleted again as soon as it has its first ticket.
   *
   * @param address of a KDC of the realm
   * @throws IOException if this user cannot do that
   */
  static LocalTickets ofOwnPrincipal(RealmSettings realm, KdcEnvironment kdc, String address)
      throws IOException {
    if (realm.isReplica()) {
      throw new IOException("the database here is a copy, and cannot be changed");
    }
    LocalTickets tickets = new LocalTickets(realm.realm(), kdc, newFolder());
    LocalCommand kadmin = new LocalCommand(command(realm), kdc.variables());
    String principal = NAME + "@" + realm.realm();
    boolean done = false;
    try {
      kadmin.run("-q", "delete_principal -force " + principal);
      Path keytab = tickets.folder.resolve("keytab");
      kadmin.run("-q", "add_principal " + ATTRIBUTES + " " + principal);
      LocalCommand.Output output = kadmin.run("-q", "ktadd -k " + keytab + " " + principal);
      if (!Files.exists(keytab)) {
        throw new IOException("kadmin.local cannot make " + principal + ": " + output.lastLine());
      }
      tickets.require(tickets.at(address, "kinit", "-k", "-t", keytab.toString(), principal));
      done = true;
      return tickets;
    } finally {
      kadmin.run("-q", "delete_principal -force " + principal);
      if (!done) {
        tickets.close();
      }
    }
  }

  /**
   * kxoverd's own principal as a client, which needs no change of the database. The guard keeps it
   * in its realm.
   *
   * @param address of a KDC of the realm
   * @throws IOException if this user cannot log in so
   */
  static LocalTickets ofKxoverd(RealmSettings realm, KdcEnvironment kdc, String address)
      throws IOException {
    List<String> kadmin = realm.get(DatabaseSettings.KADMIN);
    Optional<String> keytab = KadminRemedy.option(kadmin, "-t");
    Optional<String> principal = KadminRemedy.option(kadmin, "-p");
    if (keytab.isEmpty() || principal.isEmpty()) {
      throw new IOException("the database here is a copy, and kadmin has no keytab to log in with");
    }
    LocalTickets tickets = new LocalTickets(realm.realm(), kdc, newFolder());
    boolean done = false;
    try {
      tickets.require(tickets.at(address, "kinit", "-k", "-t", keytab.get(), principal.get()));
      done = true;
      return tickets;
    } finally {
      if (!done) {
        tickets.close();
      }
    }
  }

  /** The setting kadmin if that is kadmin.local, which may be in an unusual place. */
  private static List<String> command(RealmSettings realm) {
    List<String> setting = realm.get(DatabaseSettings.KADMIN);
    return setting.get(0).endsWith(LOCAL) ? setting : List.of(LOCAL, "-r", realm.realm().name());
  }

  private void require(LocalCommand.Output output) throws IOException {
    if (output.exitCode() != 0) {
      throw new IOException(output.lastLine());
    }
  }

  /** Runs a program of a client that knows only this KDC of our realm. */
  LocalCommand.Output at(String address, String program, String... arguments) throws IOException {
    // The stars are for the administrator's own file: what it says of this realm is ignored.
    Path config = Files.createTempFile(folder, "krb5-", ".conf");
    Files.writeString(
        config,
        """
        [libdefaults]
            dns_canonicalize_hostname = false
            rdns = false
        [realms]
            %s* = {
                kdc = %s
            }
        [plugins]
            hostrealm = {
                disable = domain
            }
        """
            .formatted(realm, address));
    return run(config + ":" + kdc.config(), program, arguments);
  }

  /** Runs a program of a client with the configuration of this machine. */
  LocalCommand.Output anywhere(String program, String... arguments) throws IOException {
    return run(kdc.config(), program, arguments);
  }

  private LocalCommand.Output run(String config, String program, String... arguments)
      throws IOException {
    Map<String, String> variables = new TreeMap<>();
    variables.put("KRB5_CONFIG", config);
    variables.put("KRB5CCNAME", "FILE:" + cache);
    return new LocalCommand(List.of(program), variables).run(arguments);
  }

  /** Deletes the tickets. */
  @Override
  public void close() throws IOException {
    try (var files = Files.list(folder)) {
      for (Path file : files.toList()) {
        Files.delete(file);
      }
    }
    Files.delete(folder);
  }

  /** The address of a KDC that this machine runs; empty if it runs none that can be asked. */
  static Optional<String> address(List<KdcProcesses.Kdc> processes) {
    return processes.stream().flatMap(one -> ListeningPorts.first(one.pid()).stream()).findFirst();
  }
}
