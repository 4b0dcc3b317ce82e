package org.kxover.setup;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Where the KDC of this machine has its kdc.conf and its access list. */
public final class KdcProfile {
  private static final List<Path> PLACES =
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
   * The kdc.conf of {@code KRB5_KDC_PROFILE}, or the one in a place where a system has it.
   *
   * @throws IOException where there is none: this is no KDC's machine
   */
  public static KdcProfile find(Map<String, String> environment) throws IOException {
    String named = environment.get("KRB5_KDC_PROFILE");
    Optional<Path> found =
        named != null
            ? Optional.of(Path.of(named)).filter(Files::isReadable)
            : PLACES.stream().filter(Files::isReadable).findFirst();
    return new KdcProfile(
        found.orElseThrow(
            () ->
                new IOException(
                    (named != null
                            ? named + " cannot be read"
                            : "there is no kdc.conf in " + PLACES)
                        + "; run this on the KDC, or name its file in KRB5_KDC_PROFILE")));
  }

  /**
   * kadmind's access list: {@code acl_file} where it stands in the file once, MIT's default beside
   * the file where it does not stand there.
   *
   * @throws IOException where it stands there more than once: which is the realm's is for a person
   */
  public Path accessList() throws IOException {
    List<Path> named =
        Files.readAllLines(file).stream()
            .map(ACL_FILE::matcher)
            .filter(Matcher::matches)
            .map(match -> Path.of(match.group(1)))
            .distinct()
            .toList();
    if (named.size() > 1) {
      throw new IOException(
          file + " names several access lists, " + named + "; say with --acl-file which is meant");
    }
    return named.isEmpty() ? file.resolveSibling("kadm5.acl") : named.get(0);
  }

  /** The file itself. */
  public Path file() {
    return file;
  }
}
