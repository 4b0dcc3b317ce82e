package org.kxover.setup;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.nio.file.attribute.UserPrincipal;
import java.util.Optional;
import java.util.Set;
import org.kxover.kerberos.Realm;

/**
 * Writes the keytab with which kxoverd logs in to kadmind. Its keys are those of the database: no
 * key is changed, so copies of the keytab on other KDCs stay valid. A keytab with other keys is
 * stale, and is replaced.
 */
public final class KeytabStep implements ReversibleStep {
  private final String principal;
  private final LocalKadmin kadmin;
  private final Path keytab;
  private final Optional<UserPrincipal> owner;

  /**
   * @param owner of the keytab; empty if the user that runs this keeps it
   */
  public KeytabStep(Realm realm, LocalKadmin kadmin, Path keytab, Optional<UserPrincipal> owner) {
    this.principal = AdministratorStep.NAME + "@" + realm;
    this.kadmin = kadmin;
    this.keytab = keytab.toAbsolutePath();
    this.owner = owner;
  }

  @Override
  public Optional<String> plan() throws IOException {
    if (!Files.exists(keytab)) {
      return Optional.of("write the key of " + principal + " to " + keytab + access());
    }
    Set<Keytab.Entry> present = Keytab.read(keytab).of(principal);
    String others = "; its other entries stay";
    if (present.isEmpty()) {
      return Optional.of("add the key of " + principal + " to " + keytab + others);
    }
    if (!kadmin.exists(principal) || !present.equals(current())) {
      return Optional.of(
          "replace the key of " + principal + " in " + keytab + ", which is stale" + others);
    }
    return hasOtherOwner()
        ? Optional.of("give " + keytab + " to the user " + owner.get().getName())
        : Optional.empty();
  }

  private String access() {
    return owner.map(user -> ", which only " + user.getName() + " may read").orElse("");
  }

  private boolean hasOtherOwner() throws IOException {
    return owner.isPresent() && !Files.getOwner(keytab).equals(owner.get());
  }

  /** The keys in the database. */
  private Set<Keytab.Entry> current() throws IOException {
    Path folder = temporaryFolder();
    Path extracted = folder.resolve("keytab");
    try {
      extract(extracted);
      return Keytab.read(extracted).of(principal);
    } finally {
      Files.deleteIfExists(extracted);
      Files.delete(folder);
    }
  }

  private Path temporaryFolder() throws IOException {
    return Files.createTempDirectory(
        keytab.getParent(),
        ".keytab-",
        PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
  }

  private void extract(Path target) throws IOException {
    LocalCommand.Output output = kadmin.ask("ktadd -norandkey -k " + target + " " + principal);
    if (!Files.exists(target) || Keytab.read(target).of(principal).isEmpty()) {
      throw new IOException(
          "kadmin.local did not write the key of " + principal + ": " + kadmin.trouble(output));
    }
  }

  /**
   * Writes to a temporary file first, so that the keytab is either complete, with its owner and
   * mode, or unchanged.
   */
  @Override
  public void carryOut() throws IOException {
    if (plan().isEmpty()) {
      return;
    }
    Path folder = temporaryFolder();
    Path temporary = folder.resolve("keytab");
    try {
      if (Files.exists(keytab)) {
        Files.copy(keytab, temporary);
        remove(temporary);
      }
      extract(temporary);
      Files.setPosixFilePermissions(temporary, PosixFilePermissions.fromString("rw-------"));
      if (owner.isPresent()) {
        Files.setOwner(temporary, owner.get());
      }
      Files.move(temporary, keytab, StandardCopyOption.ATOMIC_MOVE);
    } finally {
      Files.deleteIfExists(temporary);
      Files.delete(folder);
    }
  }

  private void remove(Path file) throws IOException {
    if (!Keytab.read(file).of(principal).isEmpty()) {
      LocalCommand.Output output = kadmin.ask("ktremove -k " + file + " " + principal + " all");
      if (!Keytab.read(file).of(principal).isEmpty()) {
        throw new IOException(
            "kadmin.local did not remove the old keys of "
                + principal
                + ": "
                + kadmin.trouble(output));
      }
    }
  }

  @Override
  public Optional<String> takeBackPlan() throws IOException {
    if (!Files.exists(keytab)) {
      return Optional.empty();
    }
    return hasOthers()
        ? Optional.of("remove " + principal + " from " + keytab + "; its other entries stay")
        : Optional.of("delete " + keytab);
  }

  private boolean hasOthers() throws IOException {
    Keytab all = Keytab.read(keytab);
    return !all.entries().equals(all.of(principal));
  }

  @Override
  public void takeBack() throws IOException {
    if (takeBackPlan().isEmpty()) {
      return;
    }
    if (hasOthers()) {
      remove(keytab);
    } else {
      Files.delete(keytab);
    }
  }
}
