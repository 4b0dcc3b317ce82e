package org.kxover.lab;

import java.io.IOException;
import java.nio.file.Files;

/** Debian's Cyrus IMAP, with GSSAPI (Cyrus SASL) as the only way to log in. */
public final class LabCyrus {
  private final ServiceHome home;

  /**
   * @param host in the realm, with a principal {@code imap/...}
   * @param realms whose users may log in, beside those of the server's own realm
   */
  public LabCyrus(Lab lab, LabRealm realm, String host, String realms) throws IOException {
    home = new ServiceHome(lab, realm, "imap/" + host);
    for (String folder : new String[] {"config/proc", "config/socket", "mail"}) {
      Files.createDirectories(home.folder().resolve(folder));
    }
    // It does not start with a setting that is empty.
    String loginRealms = realms.isEmpty() ? "" : "loginrealms: " + realms;
    home.write(
        "imapd.conf",
        """
        configdirectory: %1$s/config
        defaultpartition: default
        partition-default: %1$s/mail
        cyrus_user: %2$s
        servername: %3$s
        admins: cyrus
        allowplaintext: no
        sasl_mech_list: GSSAPI
        sasl_keytab: %4$s
        %5$s
        unixhierarchysep: yes
        """
            .formatted(home.folder(), ServiceHome.ACCOUNT, host, home.keytab(), loginRealms));
    home.write(
        "cyrus.conf",
        """
        SERVICES {
          imap cmd="imapd -C %1$s/imapd.conf" listen="%2$s:%3$d" prefork=0
        }
        """
            .formatted(home.folder(), home.address(), home.port()));
    home.start(
        home.program(
            "/usr/lib/cyrus/bin/master",
            "-D",
            "-C",
            home.folder() + "/imapd.conf",
            "-M",
            home.folder() + "/cyrus.conf",
            "-p",
            home.folder() + "/master.pid"));
  }

  /** Runs curl, which logs in with GSSAPI as {@code user} and lists the folders. */
  public LabCommand.Output list(LabUser user) throws IOException {
    return LabDovecot.curl(user, home.toString());
  }
}
