package org.kxover.setup;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.kxover.kerberos.Realm;

/**
 * The list of what {@code kxover setup} made, so that it takes back nothing else. It is the file
 * {@code setup.made} beside the settings. Each line is a realm and the name of a step.
 */
public final class MadeList {
  private static final String COMMENT =
      "# What \"kxover setup\" made. \"kxover setup --undo\" takes back these steps only.";

  private final Path file;
  private final Realm realm;

  /**
   * @param settings the settings file
   */
  public MadeList(Path settings, Realm realm) {
    this.file = settings.toAbsolutePath().resolveSibling("setup.made");
    this.realm = realm;
  }

  private Set<String> lines() throws IOException {
    return new LinkedHashSet<>(TextFile.lines(file));
  }

  private String line(String step) {
    return realm + " " + step;
  }

  /** True if this step was carried out for the realm. */
  public boolean has(String step) throws IOException {
    return lines().contains(line(step));
  }

  /**
   * Notes a step, before it is carried out: a crash in between leaves nothing that nobody knows.
   */
  public void add(String step) throws IOException {
    Set<String> all = lines();
    if (all.isEmpty()) {
      all.add(COMMENT);
    }
    if (all.add(line(step))) {
      TextFile.replace(file, List.copyOf(all));
    }
  }

  /** Forgets a step that was taken back. */
  public void remove(String step) throws IOException {
    List<String> left = new ArrayList<>(lines());
    if (left.remove(line(step))) {
      if (left.stream().allMatch(one -> one.startsWith("#"))) {
        Files.delete(file);
      } else {
        TextFile.replace(file, left);
      }
    }
  }

  /**
   * True if this machine has other realms.
   *
   * @param remote names of steps that may be left though their realm is no longer on this machine
   */
  public boolean hasOtherRealms(Set<String> remote) throws IOException {
    return lines().stream()
        .filter(line -> !line.startsWith("#") && !line.startsWith(realm + " "))
        .anyMatch(line -> !remote.contains(line.substring(line.indexOf(' ') + 1)));
  }
}
