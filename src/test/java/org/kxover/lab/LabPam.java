package org.kxover.lab;

import java.io.IOException;
import java.nio.file.Files;
import java.util.Map;

/**
 * A machine of a realm on which users log in with their password: one PAM service, whose module is
 * the given one, and one account. pam_wrapper takes the place of {@code /etc/pam.d}.
 */
public final class LabPam {
  private static final String SERVICE = "login-of-the-lab";

  /** Stands for the machine's keytab. */
  public static final String KEYTAB = "@KEYTAB@";

  private final ServiceHome home;
  private final LabNames names;

  /**
   * @param host in the realm, with a principal {@code host/...}
   * @param module path and arguments of a module for authentication, with {@link #KEYTAB}
   * @param guest the principal that may log in to the account, by its {@code .k5login}
   */
  public LabPam(Lab lab, LabRealm realm, String host, String module, String guest)
      throws IOException {
    home = new ServiceHome(lab, realm, "host/" + host);
    names = new LabNames(lab.dns(), Files.createDirectory(home.folder().resolve("names")));
    home.write(
        "krb5.conf",
        "[libdefaults]\n    default_realm = %s\n    rdns = false\n".formatted(realm.name()));
    home.write(
        "pam/" + SERVICE,
        "auth required %s\n".formatted(module.replace(KEYTAB, home.keytab().toString())));
    Files.writeString(home.home().resolve(".k5login"), guest + "\n");
  }

  /**
   * Logs in to the account with a password. The output has {@code successfully authenticated} if
   * that succeeds.
   */
  public LabCommand.Output login(String password) throws IOException {
    Map<String, String> wrappers = names.environment();
    return home.program("pamtester", "-v", SERVICE, ServiceHome.ACCOUNT, "authenticate")
        .env(wrappers)
        .env("LD_PRELOAD", "libpam_wrapper.so:" + wrappers.get("LD_PRELOAD"))
        .env("PAM_WRAPPER", "1")
        .env("PAM_WRAPPER_SERVICE_DIR", home.folder().resolve("pam").toString())
        .env("PAM_WRAPPER_DEBUGLEVEL", "1")
        .env("KRB5_TRACE", home.folder().resolve("trace.log").toString())
        .input(password + "\n")
        .runToAnyEnd();
  }
}
