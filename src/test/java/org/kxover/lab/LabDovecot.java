package org.kxover.lab;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/** Debian's Dovecot for IMAP, with GSSAPI as the only way to log in. */
public final class LabDovecot {
  /** Dovecot clears its environment, but for these. */
  private static final String KEPT = "TZ KRB5_CONFIG KRB5_KTNAME KRB5RCACHENAME";

  private final ServiceHome home;
  private final LabProcess process;

  /**
   * @param host in the realm, with a principal {@code imap/...}
   */
  public LabDovecot(Lab lab, LabRealm realm, String host) throws IOException {
    home = new ServiceHome(lab, realm, "imap/" + host);
    home.write(
        "dovecot.conf",
        """
        base_dir = %1$s/run
        state_dir = %1$s/run
        log_path = /dev/stderr
        auth_verbose = yes
        protocols = imap
        listen = %2$s
        ssl = no
        default_internal_user = %3$s
        default_internal_group = %8$s
        default_login_user = %3$s
        import_environment = %4$s
        mail_location = maildir:%1$s/mail/%%u
        auth_mechanisms = gssapi
        auth_gssapi_hostname = %5$s
        auth_krb5_keytab = %6$s
        auth_username_format = %%u
        passdb {
          driver = static
          args = nopassword=y k5principals=%%u
        }
        userdb {
          driver = static
          args = uid=%9$d gid=%10$d home=%1$s/home/%%u
        }
        service imap-login {
          chroot =
          inet_listener imap {
            port = %7$d
          }
          inet_listener imaps {
            port = 0
          }
        }
        service anvil {
          chroot =
        }
        """
            .formatted(
                home.folder(),
                home.address(),
                home.systemUser(),
                KEPT,
                host,
                home.keytab(),
                home.port(),
                home.systemGroup(),
                home.uid(),
                home.gid()));
    process =
        home.start(
            home.program("dovecot", "-F", "-c", home.folder() + "/dovecot.conf")
                .env("LD_PRELOAD", ""));
  }

  /** Runs curl, which logs in with GSSAPI as {@code user} and lists the folders. */
  public LabCommand.Output list(LabUser user) throws IOException {
    return curl(user, home.toString());
  }

  /** Runs curl, which logs in at an IMAP server with GSSAPI as {@code user}. */
  static LabCommand.Output curl(LabUser user, String server) throws IOException {
    List<String> words = new ArrayList<>(List.of("-q", "-sS", "-v", "--noproxy", "*", "-u"));
    words.addAll(List.of(user.principal() + ":", "--login-options", "AUTH=GSSAPI"));
    words.add("imap://" + server + "/");
    return user.program("curl", words.toArray(String[]::new)).runToAnyEnd();
  }

  /** Waits until the server's log has {@code words}. */
  public void awaitLine(String words) {
    process.awaitLine(words, Patience.LIMIT);
  }
}
