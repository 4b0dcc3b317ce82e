package org.kxover.lab;

import java.io.IOException;
import java.util.List;

/** Debian's PostgreSQL, whose users authenticate with GSSAPI. */
public final class LabPostgres {
  private static final String PROGRAMS = "/usr/lib/postgresql/15/bin/";

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
            .formatted(PROGRAMS, home.address(), home.port(), home.keytab(), home.folder()));
    home.start(home.program("sh", "start.sh"));
  }

  /** Logs in as a role of the database; prints the role and whether it is the superuser. */
  public LabCommand.Output login(LabUser user, String role) throws IOException {
    return user.program(
            "psql",
            "-X",
            "-At",
            "-c",
            "SELECT current_user, current_setting('is_superuser')",
            "host=%s port=%d user=%s dbname=postgres".formatted(home.host(), home.port(), role))
        .runToAnyEnd();
  }
}
