package org.kxover.setup;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The kdc.conf and the access list of the KDC on this machine. */
public final class KdcProfile {
  private static final List<Path> USUAL_PLACES =
      List.of(
          Path.of("/etc/krb5kdc/kdc.conf"),
          Path.of("/var/kerberos/krb5kdc/kdc.conf"),
          Path.of("/usr/local/var/krb5kdc/kdc.conf"));
  private static final Pattern ACL_FILE = Pattern.compile("\\s*acl_file\\s*=\\s*(\\S+)\\s*");

  private final Path file;

  private KdcProfile(Path file) {
    this.file = file;
  }

  /**
   * Finds kdc.conf: the file in {@code KRB5_KDC_PROFILE}, or the first one in the usual places.
   *
   * @throws IOException if there is none, so that this machine is not a KDC
   */
  public static KdcProfile find(Map<String, String> environment) throws IOException {
    String fromEnvironment = environment.get("KRB5_KDC_PROFILE");
    Optional<Path> found =
        fromEnvironment != null
            ? Optional.of(Path.of(fromEnvironment)).filter(Files::isReadable)
            : USUAL_PLACES.stream().filter(Files::isReadable).findFirst();
    return new KdcProfile(
        found.orElseThrow(
            () ->
                new IOException(
                    (fromEnvironment != null
                            ? fromEnvironment + " cannot be read"
                            : "there is no readable kdc.conf in " + USUAL_PLACES)
                        + "; run this on the KDC, or set KRB5_KDC_PROFILE to its kdc.conf")));
  }

  /**
   * The access list of kadmind: {@code acl_file} if the file has it, or MIT's default beside the
   * file.
   *
   * @throws IOException if the file has several different ones, because only a person knows which
   *     belongs to the realm
   */
  public Path accessList() throws IOException {
    List<Path> files =
        Files.readAllLines(file).stream()
            .map(ACL_FILE::matcher)
            .filter(Matcher::matches)
            .map(match -> Path.of(match.group(1)))
            .distinct()
            .toList();
    if (files.size() > 1) {
      throw new IOException(
          file
              + " names several access lists, "
              + files
              + "; use --acl-file to choose one of them");
    }
    return files.isEmpty() ? file.resolveSibling("kadm5.acl") : files.get(0);
  }

  /** The file itself. */
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
