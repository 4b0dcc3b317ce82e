package org.kxover.lab;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** Debian's Apache with mod_auth_gssapi and one page, for users who authenticate by SPNEGO. */
public final class LabApache {
  /** Stands for the server's folder in {@link More}. */
  public static final String FOLDER = "@FOLDER@";

  /**
   * What a server has beside its page.
   *
   * @param modules such as {@code cgi}
   * @param lines for its configuration
   * @param files their names below the folder, and what is in them
   * @param environment of the server
   */
  public record More(
      List<String> modules,
      List<String> lines,
      Map<String, String> files,
      Map<String, String> environment) {
    public More(List<String> modules, List<String> lines, Map<String, String> files) {
      this(modules, lines, files, Map.of());
    }
  }

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
    this(lab, realm, host, access, new More(List.of(), List.of(), Map.of()));
  }

  /** As {@link #LabApache(Lab, LabRealm, String, List)}, with more than the page. */
  public LabApache(Lab lab, LabRealm realm, String host, List<String> access, More more)
      throws IOException {
    home = new ServiceHome(lab, realm, "HTTP/" + host);
    home.write("pages/index.html", PAGE + "\n");
    for (Map.Entry<String, String> file : more.files().entrySet()) {
      home.write(file.getKey(), filled(file.getValue()))
          .toFile()
          .setExecutable(file.getValue().startsWith("#!"));
    }
    List<String> names =
        new ArrayList<>(
            List.of("mpm_event", "authn_core", "authz_core", "authz_user", "auth_gssapi"));
    names.add("headers");
    names.addAll(more.modules());
    StringBuilder modules = new StringBuilder();
    for (String name : names) {
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
            %7$s
            """
                .formatted(
                    host,
                    home.address(),
                    home.port(),
                    home.folder(),
                    home.keytab(),
                    filled(String.join("\n", access)),
                    filled(String.join("\n", more.lines()))));
    // -X: one process, so that no child outlives the test.
    home.start(
        home.program("apache2", "-X", "-d", home.folder().toString(), "-f", "httpd.conf")
            .env(more.environment()));
  }

  private String filled(String text) {
    return text.replace(FOLDER, home.folder().toString());
  }

  /** The server's folder. */
  public Path folder() {
    return home.folder();
  }

  /** The address of its page. */
  public String url() {
    return url("index.html");
  }

  /** The address of one of its pages. */
  public String url(String path) {
    return "http://" + home + "/" + path;
  }

  /** The address and port on which it listens. */
  public String address() {
    return home.address() + ":" + home.port();
  }

  /**
   * Runs curl with SPNEGO as {@code user}; prints status, header fields and page.
   *
   * @param options further ones
   */
  public LabCommand.Output get(LabUser user, String... options) throws IOException {
    List<String> words = new ArrayList<>(List.of("-q", "-s", "-i", "--noproxy", "*"));
    words.addAll(List.of("--negotiate", "-u", ":"));
    words.addAll(List.of(options));
    words.add(url());
    return user.program("curl", words.toArray(String[]::new)).runToAnyEnd();
  }
}
