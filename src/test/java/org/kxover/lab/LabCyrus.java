package org.kxover.lab;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * Debian's Cyrus IMAP, with GSSAPI as the only way to log in. Its package is not installed, as it
 * would remove Dovecot's.
 */
public final class LabCyrus {
  private static final String PROGRAMS = "usr/lib/cyrus/bin/";

  private final ServiceHome home;
  private final LabPrograms cyrus;
  private final Path settings;

  /**
   * @param host in the realm, with a principal {@code imap/...}
   * @param more lines of imapd.conf
   */
  public LabCyrus(Lab lab, LabRealm realm, String host, String... more) throws IOException {
    home = new ServiceHome(lab, realm, "imap/" + host);
    cyrus = LabPrograms.ofThisRelease("cyrus-imapd", "cyrus-common").within(lab);
    Path data = home.folder().resolve("cyrus");
    for (String folder : List.of("db", "log", "msg", "proc", "quota", "socket", "user", "mail")) {
      Files.createDirectories(data.resolve(folder));
    }
    settings =
        home.write(
            "imapd.conf",
            """
            configdirectory: %1$s
            partition-default: %1$s/mail
            defaultpartition: default
            cyrus_user: %2$s
            cyrus_group: %2$s
            servername: %3$s
            sasl_mech_list: GSSAPI
            sasl_keytab: %4$s
            autocreate_quota: 0
            """
                    .formatted(data, ServiceHome.ACCOUNT, host, home.keytab())
                + String.join("\n", more)
                + "\n");
    Path services =
        home.write(
            "cyrus.conf",
            """
            START {
              recover cmd="%1$s/ctl_cyrusdb -C %2$s -r"
            }
            SERVICES {
              imap cmd="%1$s/imapd -C %2$s" listen="%3$s:%4$d" proto="tcp4"
            }
            EVENTS {
            }
            """
                .formatted(
                    cyrus.folder().resolve(PROGRAMS), settings, home.address(), home.port()));
    home.start(
        program("master", "-D", "-M", services.toString(), "-p", data.resolve("pid").toString()));
  }

  private LabCommand program(String name, String... options) throws IOException {
    List<String> words = new ArrayList<>(List.of("-C", settings.toString()));
    words.addAll(List.of(options));
    return home.program(
            cyrus.folder().resolve(PROGRAMS + name).toString(), words.toArray(String[]::new))
        .env("LD_LIBRARY_PATH", cyrus.libraries().toString());
  }

  /** Runs curl, which logs in with GSSAPI as {@code user} and lists the mailboxes. */
  public LabCommand.Output list(LabUser user) throws IOException {
    return LabDovecot.curl(user, home.toString());
  }

  /** All mailboxes. A log-in makes that of the user who has none. */
  public String mailboxes() throws IOException {
    return program("ctl_mboxlist", "-d").run();
  }
}
