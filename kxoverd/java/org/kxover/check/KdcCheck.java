package org.kxover.check;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.kxover.config.ControlSettings;
import org.kxover.config.KdcSocketSettings;
import org.kxover.config.Settings;
import org.kxover.control.ControlClient;
import org.kxover.control.ControlException;
import org.kxover.control.ControlRequest;

/** Whether the daemon runs, and a KDC is told to ask it: by the patch, or by the plugin. */
final class KdcCheck implements Check {
  private static final Pattern SECTION = Pattern.compile("(?m)^\\s*\\[kxover\\]\\s*$");
  private static final Pattern SOCKET = Pattern.compile("(?m)^\\s*socket\\s*=\\s*(\\S+)\\s*$");
  private static final Pattern MODULE =
      Pattern.compile("(?m)^\\s*module\\s*=\\s*kxover:(\\S+)\\s*$");
  private static final List<Path> KDCS =
      List.of(
          Path.of("/usr/sbin/krb5kdc"),
          Path.of("/usr/local/sbin/krb5kdc"),
          Path.of("/opt/krb5/sbin/krb5kdc"));
  private static final int MOST_OCTETS = 64 << 20;

  private final Settings settings;
  private final Optional<Path> profile;

  /**
   * @param profile the KDC's kdc.conf; empty where there is none on this machine
   */
  KdcCheck(Settings settings, Optional<Path> profile) {
    this.settings = settings;
    this.profile = profile;
  }

  @Override
  public void run(Report report) {
    daemon(report);
    try {
      attached(report);
    } catch (IOException e) {
      report.error("KDC", profile + ": " + e, "run this on the KDC, as root");
    }
  }

  private void daemon(Report report) {
    Path socket = settings.get(ControlSettings.SOCKET);
    try {
      new ControlClient(socket, settings.get(ControlSettings.TIMEOUT))
          .ask(ControlRequest.status(Optional.empty(), Optional.empty(), false));
      report.ok("kxoverd", "it runs, and answers on " + socket);
    } catch (ControlException e) {
      report.error("kxoverd", e.getMessage(), "systemctl enable --now kxoverd");
    }
  }

  private void attached(Report report) throws IOException {
    if (profile.isEmpty()) {
      report.warning(
          "KDC",
          "there is no kdc.conf on this machine",
          "run this on the KDC, or set KRB5_KDC_PROFILE");
      return;
    }
    String text = Files.readString(profile.get());
    Matcher module = MODULE.matcher(text);
    boolean plugin = module.find();
    boolean patch = isPatched();
    if (!plugin && !(patch && SECTION.matcher(text).find())) {
      report.error(
          "KDC",
          profile.get() + " has no " + (patch ? "section [kxover]" : "hostrealm module kxover"),
          "\"kxover init\" prints the lines; restart the KDC after that");
      return;
    }
    Matcher socket = SOCKET.matcher(text);
    String wanted = settings.get(KdcSocketSettings.SOCKET).toString();
    if (socket.find() && !socket.group(1).equals(wanted)) {
      report.error(
          "KDC",
          "it asks on " + socket.group(1) + ", and kxoverd listens on " + wanted,
          "make socket in kdc.conf and [kdc] socket the same");
      return;
    }
    report.ok(
        "KDC", plugin ? "the plugin is in " + profile.get() : "it has the patch, and [kxover]");
  }

  /** The patch's own settings are words in the program that has it. */
  private static boolean isPatched() throws IOException {
    for (Path kdc : KDCS) {
      if (Files.isReadable(kdc) && Files.size(kdc) < MOST_OCTETS) {
        return new String(Files.readAllBytes(kdc), StandardCharsets.ISO_8859_1)
            .contains("/run/kxover/kdc.sock");
      }
    }
    return false;
  }
}
