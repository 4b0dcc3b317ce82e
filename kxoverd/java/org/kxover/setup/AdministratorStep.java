package org.kxover.setup;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.nio.file.attribute.UserPrincipal;
import java.util.List;
import java.util.Optional;
import org.kxover.kerberos.Realm;

/**
 * The principal by which kxoverd logs in to kadmind, and the keytab with its key. A keytab that has
 * the principal stays, as others may have a copy: {@code ktadd} makes a new key, which ends them.
 */
public final class AdministratorStep implements Step {
  /** Without its realm. */
  static final String NAME = "kxover/admin";

  private final String principal;
  private final Path keytab;
  private final Optional<UserPrincipal> owner;
  private final LocalCommand kadmin;
  private final LocalCommand klist = new LocalCommand(List.of("klist"));

  /**
   * @param kadminLocal the command that administers the realm's database on this machine, in words
   * @param owner whose the keytab becomes; else it stays that of who runs this
   */
  public AdministratorStep(
      Realm realm, List<String> kadminLocal, Path keytab, Optional<UserPrincipal> owner) {
    this.principal = NAME + "@" + realm;
    this.keytab = keytab;
    this.owner = owner;
    this.kadmin = new LocalCommand(kadminLocal);
  }

  @Override
  public Optional<String> plan() throws IOException {
    boolean exists = principalExists();
    if (exists && keytabHasIt()) {
      return Optional.empty();
    }
    String writing =
        keytab
            + owner.map(user -> ", which only " + user.getName() + " may read").orElse("")
            + (Files.exists(keytab) ? "; what else is in it stays" : "");
    return Optional.of(
        exists
            ? "give the principal "
                + principal
                + " a new key, which ends other keytabs of it, and write it to "
                + writing
            : "add the principal " + principal + " with a random key, and write it to " + writing);
  }

  @Override
  public void carryOut() throws IOException {
    if (!principalExists()) {
      LocalCommand.Output output =
          kadmin.run(
              "-q",
              "add_principal -randkey -clearpolicy +requires_preauth -allow_svr " + principal);
      if (!principalExists()) {
        throw new IOException("kadmin does not add " + principal + ": " + output.said());
      }
    }
    if (!keytabHasIt()) {
      writeKeytab();
    }
  }

  /** Beside its place first: a keytab is there whole, with its owner and mode, or not at all. */
  private void writeKeytab() throws IOException {
    Path folder =
        Files.createTempDirectory(
            keytab.toAbsolutePath().getParent(),
            ".keytab-",
            PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
    Path fresh = folder.resolve("keytab");
    try {
      if (Files.exists(keytab)) {
        Files.copy(keytab, fresh);
      }
      LocalCommand.Output output = kadmin.run("-q", "ktadd -k " + fresh + " " + principal);
      if (!Files.exists(fresh) || !has(fresh)) {
        throw new IOException("kadmin writes no keytab: " + output.said());
      }
      Files.setPosixFilePermissions(fresh, PosixFilePermissions.fromString("rw-------"));
      if (owner.isPresent()) {
        Files.setOwner(fresh, owner.get());
      }
      Files.move(fresh, keytab, StandardCopyOption.ATOMIC_MOVE);
    } finally {
      Files.deleteIfExists(fresh);
      Files.deleteIfExists(folder);
    }
  }

  private boolean principalExists() throws IOException {
    LocalCommand.Output output = kadmin.run("-q", "get_principal " + principal);
    if (output.line("Principal: " + principal).isPresent()) {
      return true;
    }
    if (output.text().contains("Principal does not exist")) {
      return false;
    }
    throw new IOException(
        "cannot look for "
            + principal
            + " in the database; run this as root on the KDC, whose database is there: "
            + output.said());
  }

  private boolean keytabHasIt() throws IOException {
    return Files.exists(keytab, LinkOption.NOFOLLOW_LINKS) && has(keytab);
  }

  private boolean has(Path file) throws IOException {
    LocalCommand.Output output = klist.run("-k", file.toString());
    if (output.exitCode() != 0) {
      throw new IOException(file + " is no keytab that can be read: " + output.said());
    }
    return output.text().lines().anyMatch(line -> line.strip().endsWith(" " + principal));
  }
}
