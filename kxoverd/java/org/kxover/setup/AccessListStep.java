package org.kxover.setup;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.kxover.kerberos.Realm;

/**
 * What kadmind lets kxoverd do: everything that a crossover principal needs, and nothing to the
 * realm's own {@code krbtgt} or to anyone else. kadmind takes the first line that matches, so these
 * lines come first in its list.
 */
public final class AccessListStep implements Step {
  private static final int MOST_OCTETS = 1 << 20;

  private final Path file;
  private final String principal;
  private final List<String> lines;

  /**
   * @param file kadmind's {@code acl_file}, which need not be there yet
   */
  public AccessListStep(Path file, Realm realm) {
    this.file = file;
    this.principal = AdministratorStep.NAME + "@" + realm;
    this.lines =
        List.of(
            principal + "  ACDEIMPSX  krbtgt/" + realm + "@" + realm,
            principal + "  acdim      krbtgt/*@*",
            principal + "  l");
  }

  /** The lines, in their order. */
  public List<String> lines() {
    return lines;
  }

  @Override
  public Optional<String> plan() throws IOException {
    List<String> there = read().stream().filter(this::isOurs).map(AccessListStep::squeeze).toList();
    List<String> wanted = lines.stream().map(AccessListStep::squeeze).toList();
    if (there.size() >= wanted.size() && there.subList(0, wanted.size()).equals(wanted)) {
      return Optional.empty();
    }
    if (!there.isEmpty()) {
      throw new IOException(
          file
              + " has other lines for "
              + principal
              + "; take them out, or put these in their place:\n  "
              + String.join("\n  ", lines));
    }
    return Optional.of(
        "put these lines first in "
            + file
            + ", and no others have to change:\n  "
            + String.join("\n  ", lines));
  }

  @Override
  public void carryOut() throws IOException {
    if (plan().isEmpty()) {
      return;
    }
    List<String> all = new ArrayList<>();
    all.add("# kxoverd: crossover principals and nothing else. These lines come first.");
    all.addAll(lines);
    all.addAll(read());
    Path target = Files.exists(file) ? file.toRealPath() : file;
    Set<PosixFilePermission> mode =
        Files.exists(target)
            ? Files.getPosixFilePermissions(target)
            : PosixFilePermissions.fromString("rw-r--r--");
    Path fresh = Files.createTempFile(target.toAbsolutePath().getParent(), ".acl-", null);
    try {
      Files.write(fresh, all);
      Files.setPosixFilePermissions(fresh, mode);
      if (Files.exists(target)) {
        Files.setOwner(fresh, Files.getOwner(target));
      }
      Files.move(
          fresh, target, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    } finally {
      Files.deleteIfExists(fresh);
    }
  }

  private List<String> read() throws IOException {
    if (!Files.exists(file)) {
      return List.of();
    }
    if (Files.size(file) > MOST_OCTETS) {
      throw new IOException(file + " is larger than an access list can be");
    }
    return Files.readAllLines(file);
  }

  private boolean isOurs(String line) {
    return line.strip().startsWith(principal + " ") || line.strip().startsWith(principal + "\t");
  }

  private static String squeeze(String line) {
    return line.strip().replaceAll("\\s+", " ");
  }
}
