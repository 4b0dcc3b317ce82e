package org.kxover.lab;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/** Debian's PostgreSQL, whose users authenticate with GSSAPI. */
public final class LabPostgres {
  private static final Path RELEASES = Path.of("/usr/lib/postgresql");

  private final ServiceHome home;

  /**
   * @param host in the realm, with a principal {@code postgres/...}
   * @param access the lines of pg_hba.conf
   * @param map the lines of pg_ident.conf
   * @param roles that may log in, beside the superuser postgres
   */
  public LabPostgres(
      Lab lab, LabRealm realm, String host, List<String> access, List<String> map, String... roles)
      throws IOException {
    home = new ServiceHome(lab, realm, "postgres/" + host);
    home.write("hba.conf", String.join("\n", access) + "\n");
    home.write("ident.conf", String.join("\n", map) + "\n");
    StringBuilder sql = new StringBuilder();
    for (String role : roles) {
      sql.append("CREATE ROLE ").append(role).append(" LOGIN;\n");
    }
    home.write("roles.sql", sql.toString());
    // It does not run as root, so the account makes the files, too.
    home.write(
        "start.sh",
        """
        set -e
        %1$sinitdb -D data -U postgres -A reject -N --no-locale
        %1$spostgres --single -D data postgres < roles.sql
        exec %1$spostgres -D data -c listen_addresses=%2$s -c port=%3$d -c fsync=off \\
            -c unix_socket_directories= -c krb_server_keyfile=%4$s \\
            -c hba_file=%5$s/hba.conf -c ident_file=%5$s/ident.conf
        """
            .formatted(programs(), home.address(), home.port(), home.keytab(), home.folder()));
    home.start(home.program("sh", "start.sh"));
  }

  /** The folder of the release that Debian has, with a slash. */
  private static String programs() throws IOException {
    try (Stream<Path> releases = Files.list(RELEASES)) {
      return releases
          .map(release -> release.resolve("bin"))
          .filter(bin -> Files.isExecutable(bin.resolve("postgres")))
          .findFirst()
          .map(bin -> bin + "/")
          .orElseThrow(() -> new IOException("no PostgreSQL in " + RELEASES));
    }
  }

  /** Logs in as a role of the database; prints the role and whether it is the superuser. */
  public LabCommand.Output login(LabUser user, String role) throws IOException {
    return psql(user, role, "SELECT current_user, current_setting('is_superuser')", "");
  }

  /**
   * As {@link #login}, over a connection that GSSAPI encrypts; prints who has authenticated, and
   * whether the connection is encrypted.
   */
  public LabCommand.Output loginEncrypted(LabUser user, String role) throws IOException {
    return psql(
        user,
        role,
        "SELECT principal, encrypted FROM pg_stat_gssapi WHERE pid = pg_backend_pid()",
        " gssencmode=require");
  }

  private LabCommand.Output psql(LabUser user, String role, String query, String more)
      throws IOException {
    String where =
        "host=%s port=%d user=%s dbname=postgres".formatted(home.host(), home.port(), role);
    return user.program("psql", "-X", "-At", "-c", query, where + more).runToAnyEnd();
  }
}
