package org.kxover.lab;

import java.io.IOException;
import java.nio.file.Files;
import java.util.Map;

/**
 * Debian's Postfix, which takes mail from those who have authenticated with GSSAPI (Cyrus SASL),
 * and throws it away. Needs root, as Postfix has users of its own.
 */
public final class LabPostfix {
  private static final String KEPT = "PATH TZ KRB5_CONFIG KRB5_KTNAME KRB5RCACHENAME MAIL_CONFIG";

  private final ServiceHome home;
  private final LabProcess process;

  /**
   * @param host in the realm, with a principal {@code smtp/...}
   */
  public LabPostfix(Lab lab, LabRealm realm, String host) throws IOException {
    home = new ServiceHome(lab, realm, "smtp/" + host);
    home.write(
        "sasl/smtpd.conf",
        "pwcheck_method: auxprop\nmech_list: gssapi\nkeytab: %s\n".formatted(home.keytab()));
    String settings =
        """
        compatibility_level = 3.6
        queue_directory = %1$s/spool
        data_directory = %1$s/data
        command_directory = /usr/sbin
        daemon_directory = /usr/lib/postfix/sbin
        mail_owner = postfix
        setgid_group = postdrop
        myhostname = %2$s
        mydestination = %2$s
        local_recipient_maps =
        alias_maps =
        inet_protocols = ipv4
        inet_interfaces = all
        default_transport = discard
        local_transport = discard
        cyrus_sasl_config_path = %1$s/sasl
        smtpd_sasl_auth_enable = yes
        smtpd_sasl_security_options = noanonymous
        smtpd_relay_restrictions = permit_sasl_authenticated, reject
        smtpd_recipient_restrictions = permit_sasl_authenticated, reject
        import_environment = %3$s
        export_environment = %3$s
        maillog_file = /dev/stdout
        maillog_file_prefixes = /dev/stdout
        """
            .formatted(home.folder(), host, KEPT);
    home.write("main.cf", settings);
    home.write(
        "master.cf",
        """
        %s:%d inet n - n - - smtpd
        cleanup unix n - n - 0 cleanup
        qmgr unix n - n 300 1 qmgr
        rewrite unix - - n - - trivial-rewrite
        bounce unix - - n - 0 bounce
        discard unix - - n - - discard
        anvil unix - - n - 1 anvil
        proxymap unix - - n - - proxymap
        postlog unix-dgram n - n - 1 postlogd
        """
            .formatted(home.address(), home.port()));
    Files.createDirectories(home.folder().resolve("spool"));
    Files.createDirectories(home.folder().resolve("data"));
    home.own("data", "postfix");
    home.own("keytab", "postfix");
    process =
        home.startAsRoot(
            new LabCommand(home.folder(), "postfix", "-c", home.folder().toString(), "start-fg")
                // It ends its whole process group, which would otherwise be that of the tests.
                .startedBy("setsid")
                .env(
                    Map.of(
                        "KRB5_CONFIG", home.folder().resolve("krb5.conf").toString(),
                        "KRB5_KTNAME", home.keytab().toString(),
                        "KRB5RCACHENAME", "none:")));
  }

  /** Runs curl, which sends a mail after it has logged in with GSSAPI as {@code user}. */
  public LabCommand.Output send(LabUser user) throws IOException {
    return user.program(
            "curl",
            "-q",
            "-sS",
            "-v",
            "--noproxy",
            "*",
            "-u",
            user.principal() + ":",
            "--login-options",
            "AUTH=GSSAPI",
            "--mail-from",
            user.principal(),
            "--mail-rcpt",
            "postmaster@" + home.host(),
            "-T",
            "-",
            "smtp://" + home + "/client.example")
        .input("Subject: across\r\n\r\nacross\r\n")
        .runToAnyEnd();
  }

  /** Waits until the server's log has {@code words}. */
  public void awaitLine(String words) {
    process.awaitLine(words, Patience.LIMIT);
  }
}
