package org.kxover.setup;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.kxover.kerberos.Realm;

/**
 * The configuration of the KDC on this machine. libkrb5 itself reads it, with all that it includes,
 * in the program {@code kxover-profile}.
 */
public final class KdcProfile {
  private static final List<Path> USUAL_PLACES =
      List.of(
          Path.of("/etc/krb5kdc/kdc.conf"),
          Path.of("/var/kerberos/krb5kdc/kdc.conf"),
          Path.of("/usr/local/var/krb5kdc/kdc.conf"));
  private static final String VALUE = "value ";
  private static final String END = "end";

  private final Path file;
  private final LocalCommand reader;

  private KdcProfile(Path file, LocalCommand reader) {
    this.file = file;
    this.reader = reader;
  }

  /**
   * Finds kdc.conf: the file in {@code KRB5_KDC_PROFILE}, or the first one in the usual places.
   *
   * @throws IOException if there is none, so that this machine is not a KDC
   */
  public static KdcProfile find(Map<String, String> environment) throws IOException {
    Map<String, String> files = new HashMap<>(environment);
    files.keySet().retainAll(Set.of("KRB5_CONFIG", "KRB5_KDC_PROFILE"));
    return find(environment, new LocalCommand(List.of("kxover-profile"), files));
  }

  /** As {@link #find(Map)}, with another program that reads it. */
  static KdcProfile find(Map<String, String> environment, LocalCommand reader) throws IOException {
    String fromEnvironment = environment.get("KRB5_KDC_PROFILE");
    Optional<Path> found =
        fromEnvironment != null
            ? Optional.of(Path.of(fromEnvironment)).filter(Files::isReadable)
            : USUAL_PLACES.stream().filter(Files::isReadable).findFirst();
    Path file =
        found.orElseThrow(
            () ->
                new IOException(
                    (fromEnvironment != null
                            ? fromEnvironment + " cannot be read"
                            : "there is no readable kdc.conf in " + USUAL_PLACES)
                        + "; run this on the KDC, or set KRB5_KDC_PROFILE to its kdc.conf"));
    return new KdcProfile(file, reader);
  }

  /**
   * The values of a relation, such as {@code realms}, {@code A.EXAMPLE}, {@code acl_file}. The
   * first one holds if the KDC wants one only.
   *
   * @throws IOException if libkrb5 cannot read the configuration
   */
  public List<String> values(String... path) throws IOException {
    return read("values", path);
  }

  /** The names of the subsections of a section. */
  public List<String> names(String... path) throws IOException {
    return read("names", path);
  }

  private List<String> read(String what, String... path) throws IOException {
    List<String> arguments = new ArrayList<>(List.of(what));
    arguments.addAll(List.of(path));
    LocalCommand.Output output = reader.run(arguments.toArray(String[]::new));
    List<String> lines = output.text().lines().toList();
    if (output.exitCode() != 0 || lines.isEmpty() || !lines.get(lines.size() - 1).equals(END)) {
      throw new IOException(
          "libkrb5 cannot read the configuration of the KDC, "
              + file
              + " and krb5.conf: "
              + output.lastLine()
              + "; correct it first, as the KDC cannot read it either");
    }
    return lines.stream()
        .filter(line -> line.startsWith(VALUE))
        .map(line -> line.substring(VALUE.length()))
        .toList();
  }

  /** The values of a relation of the realm's database module (kdc.conf(5), "[dbmodules]"). */
  List<String> ofDatabase(Realm realm, String relation) throws IOException {
    // Without database_module the section has the name of the realm.
    String module =
        values("realms", realm.name(), "database_module").stream().findFirst().orElse(realm.name());
    return values("dbmodules", module, relation);
  }

  /** The file of the realm's database, if the configuration names one. */
  public Optional<Path> database(Realm realm) throws IOException {
    List<String> files = new ArrayList<>(ofDatabase(realm, "database_name"));
    files.addAll(values("realms", realm.name(), "database_name"));
    return files.stream().findFirst().map(Path::of);
  }

  /**
   * The access list of kadmind: {@code acl_file} of the realm, or MIT's default beside kdc.conf.
   */
  public Path accessList(Realm realm) throws IOException {
    List<String> files = values("realms", realm.name(), "acl_file");
    return files.isEmpty() ? file.resolveSibling("kadm5.acl") : Path.of(files.get(0));
  }

  /** The file kdc.conf itself. */
  public Path file() {
    return file;
  }

  /**
   * Reads what the KDC reads: kdc.conf, and then krb5.conf.
   *
   * @param environment which may name both files
   * @throws IOException if this machine is not a KDC, or a file cannot be read
   */
  public static Profile read(Map<String, String> environment) throws IOException {
    List<Path> files = new ArrayList<>(List.of(find(environment).file()));
    for (String file : environment.getOrDefault("KRB5_CONFIG", "/etc/krb5.conf").split(":", -1)) {
      // libkrb5 passes over a file that is not there.
      if (Files.exists(Path.of(file))) {
        files.add(Path.of(file));
      }
    }
    return Profile.read(files);
  }
}
