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
 * Makes the principal with which kxoverd logs in to kadmind, and its keytab. It does not change a
 * keytab that has the principal: {@code ktadd} makes a new key, and copies of the keytab elsewhere
 * would stop working.
 */
public final class AdministratorStep implements Step {
  /** The principal without its realm. */
  static final String NAME = "kxover/admin";

  private final String principal;
  private final Path keytab;
  private final Optional<UserPrincipal> owner;
  private final LocalCommand kadmin;
  private final LocalCommand klist = new LocalCommand(List.of("klist"));

  /**
   * @param kadminLocal the command and its arguments that administer the database on this machine
   * @param owner the new owner of the keytab; empty if the user that runs this keeps it
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
    if (exists && keytabIsDone()) {
      return Optional.empty();
    }
    String target =
        keytab
            + owner.map(user -> ", which only " + user.getName() + " may read").orElse("")
            + (Files.exists(keytab) ? "; its other entries stay" : "");
    return Optional.of(
        exists
            ? "give the principal "
                + principal
                + " a new key, which makes its other keytabs invalid, and write the key to "
                + target
            : "add the principal "
                + principal
                + " with a random key, and write the key to "
                + target);
  }

  @Override
  public void carryOut() throws IOException {
    if (!principalExists()) {
      LocalCommand.Output output =
          kadmin.run(
              "-q",
              "add_principal -randkey -clearpolicy +requires_preauth -allow_svr " + principal);
      if (!principalExists()) {
        throw new IOException("kadmin did not add " + principal + ": " + output.lastLine());
      }
    }
    if (!keytabIsDone()) {
      writeKeytab();
    }
  }

  /**
   * Writes to a temporary file first, so that the keytab is either complete, with its owner and
   * mode, or unchanged.
   */
  private void writeKeytab() throws IOException {
    Path folder =
        Files.createTempDirectory(
            keytab.toAbsolutePath().getParent(),
            ".keytab-",
            PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
    Path temporary = folder.resolve("keytab");
    try {
      if (Files.exists(keytab)) {
        Files.copy(keytab, temporary);
      }
      LocalCommand.Output output = kadmin.run("-q", "ktadd -k " + temporary + " " + principal);
      if (!Files.exists(temporary) || !hasPrincipal(temporary)) {
        throw new IOException("kadmin did not write a keytab: " + output.lastLine());
      }
      Files.setPosixFilePermissions(temporary, PosixFilePermissions.fromString("rw-------"));
      if (owner.isPresent()) {
        Files.setOwner(temporary, owner.get());
      }
      Files.move(temporary, keytab, StandardCopyOption.ATOMIC_MOVE);
    } finally {
      Files.deleteIfExists(temporary);
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
            + " in the database; run this as root on the KDC that has the database: "
            + output.lastLine());
  }

  private boolean keytabIsDone() throws IOException {
    return Files.exists(keytab, LinkOption.NOFOLLOW_LINKS) && hasPrincipal(keytab);
  }

  private boolean hasPrincipal(Path file) throws IOException {
    LocalCommand.Output output = klist.run("-k", file.toString());
    if (output.exitCode() != 0) {
      throw new IOException(file + " is not a readable keytab: " + output.lastLine());
    }
    return output.text().lines().anyMatch(line -> line.strip().endsWith(" " + principal));
  }
}
