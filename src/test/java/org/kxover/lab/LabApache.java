package org.kxover.lab;

import java.io.IOException;
import java.util.List;

/** Debian's Apache with mod_auth_gssapi and one page, for users who authenticate by SPNEGO. */
public final class LabApache {
  /** The page's text. */
  public static final String PAGE = "a page for those who are known";

  private final ServiceHome home;

  /**
   * @param host in the realm, with a principal {@code HTTP/...}
   */
  public LabApache(Lab lab, LabRealm realm, String host) throws IOException {
    this(lab, realm, host, List.of("Require valid-user"));
  }

  /**
   * As {@link #LabApache(Lab, LabRealm, String)}.
   *
   * @param access the lines that say who may read the page
   */
  public LabApache(Lab lab, LabRealm realm, String host, List<String> access) throws IOException {
    home = new ServiceHome(lab, realm, "HTTP/" + host);
    home.write("pages/index.html", PAGE + "\n");
    StringBuilder modules = new StringBuilder();
    for (String name :
        new String[] {
          "mpm_event", "authn_core", "authz_core", "authz_user", "auth_gssapi", "headers"
        }) {
      modules.append(
          "LoadModule %1$s_module /usr/lib/apache2/modules/mod_%1$s.so%n".formatted(name));
    }
    home.write(
        "httpd.conf",
        modules
            + """
            ServerName %1$s
            Listen %2$s:%3$d
            PidFile %4$s/httpd.pid
            DefaultRuntimeDir %4$s
            ErrorLog %4$s/httpd-errors.log
            DocumentRoot %4$s/pages
            <Location />
                AuthType GSSAPI
                AuthName "those who are known"
                GssapiCredStore keytab:%5$s
                GssapiAllowedMech krb5
                %6$s
                Header set X-Remote-User expr=%%{REMOTE_USER}
            </Location>
            """
                .formatted(
                    host,
                    home.address(),
                    home.port(),
                    home.folder(),
                    home.keytab(),
                    String.join("\n", access)));
    // -X: one process, so that no child outlives the test.
    home.start(home.program("apache2", "-X", "-d", home.folder().toString(), "-f", "httpd.conf"));
  }

  /** Runs curl with SPNEGO as {@code user}; prints status, header fields and page. */
  public LabCommand.Output get(LabUser user) throws IOException {
    return user.program(
            "curl",
            "-q",
            "-s",
            "-i",
            "--noproxy",
            "*",
            "--negotiate",
            "-u",
            ":",
            "http://" + home + "/index.html")
        .runToAnyEnd();
  }
}
