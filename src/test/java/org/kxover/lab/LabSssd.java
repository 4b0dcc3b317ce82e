package org.kxover.lab;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Map;

/**
 * A machine of a realm on which users log in through Debian's sssd, with the password of another
 * realm: {@code krb5} is its provider of authentication. There is one account. Needs root, for the
 * mount namespace in which the packages seem to be installed.
 */
public final class LabSssd {
  private final ServiceHome home;
  private final LabPrograms packages;

  /**
   * @param host in the realm, with a principal {@code host/...}
   * @param users the realm whose users log in
   * @param guest the user of that realm to whom the account belongs
   */
  public LabSssd(Lab lab, LabRealm realm, String host, LabRealm users, String guest)
      throws IOException {
    home = new ServiceHome(lab, realm, "host/" + host);
    packages =
        LabPrograms.ofThisRelease(
            "sssd-common", "sssd-krb5", "sssd-krb5-common", "libpam-sss", "libnss-sss");
    Path config = lab.clientConfig(home.folder().resolve("krb5.conf"), Map.of());
    home.write(
        "etc/krb5.conf",
        Files.readString(config)
            .replace(
                "[libdefaults]\n", "[libdefaults]\n    default_realm = " + realm.name() + "\n"));
    for (String name : new String[] {"passwd", "group", "hosts"}) {
      home.write("etc/" + name, Files.readString(home.folder().resolve(name)) + root(name));
    }
    Files.createDirectories(home.folder().resolve("etc/sssd/conf.d"));
    home.write(
        "etc/pam.d/login-of-the-lab", "auth required pam_sss.so\naccount required pam_sss.so\n");
    Path settings =
        home.write(
            "sssd.conf",
            """
            [sssd]
            services = nss, pam
            domains = guests
            [domain/guests]
            id_provider = files
            auth_provider = krb5
            access_provider = simple
            simple_allow_users = %3$s
            krb5_realm = %1$s
            krb5_server = %2$s
            krb5_map_user = %3$s:%4$s
            krb5_validate = true
            krb5_keytab = %5$s
            krb5_ccachedir = /run/tickets
            krb5_ccname_template = FILE:%%d/%%U
            # The machine of the tests may be busy.
            krb5_auth_timeout = 60
            debug_level = 6
            """
                .formatted(
                    users.name(),
                    users.address(users.kdcPort()),
                    ServiceHome.ACCOUNT,
                    guest,
                    home.keytab()));
    Files.setPosixFilePermissions(settings, PosixFilePermissions.fromString("rw-------"));
    home.openTheWay(home.folder());
  }

  private static String root(String file) {
    return switch (file) {
      case "passwd" -> "root:x:0:0::/root:/bin/sh\n";
      case "group" -> "root:x:0:\n";
      default -> "127.0.0.1 localhost\n";
    };
  }

  /**
   * Logs in to the account with a password. The output has {@code successfully authenticated} if
   * that succeeds, and {@code account management done} if the account lets the user in.
   */
  public LabCommand.Output login(String password) throws IOException {
    return new LabCommand(
            home.folder(),
            "unshare",
            "--mount",
            "--uts",
            "--pid",
            "--fork",
            "--mount-proc",
            Path.of("src/test/sh/sssd-login.sh").toAbsolutePath().toString(),
            packages.folder().toString(),
            home.folder().toString(),
            home.host(),
            ServiceHome.ACCOUNT)
        .input(password + "\n")
        .runToAnyEnd();
  }

  /** What sssd logged at the last log-in. */
  public String log() {
    try {
      return LabCommand.text(home.folder().resolve("sssd.log"));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
