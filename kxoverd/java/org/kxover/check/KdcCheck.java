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
import org.kxover.config.RealmSettings;
import org.kxover.config.Settings;
import org.kxover.control.ControlClient;
import org.kxover.control.ControlException;
import org.kxover.control.ControlRequest;

/**
 * Checks that the daemon is running, and that the KDC is configured to ask it, with the patch or
 * with the plugin.
 */
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
  private static final int MAX_OCTETS = 64 << 20;

  private final Settings settings;
  private final RealmSettings realm;
  private final Optional<Path> profile;

  /**
   * @param realm one of the realms in {@code settings}
   * @param profile the KDC's kdc.conf; empty if there is none on this machine
   */
  KdcCheck(Settings settings, RealmSettings realm, Optional<Path> profile) {
    this.settings = settings;
    this.realm = realm;
    this.profile = profile;
  }

  @Override
  public void run(Report report) {
    checkDaemon(report);
    try {
      checkKdc(report);
    } catch (IOException e) {
      report.error("KDC", profile + ": " + e, "run this as root on the KDC");
    }
  }

  private void checkDaemon(Report report) {
    Path socket = settings.get(ControlSettings.SOCKET);
    try {
      ControlClient.Answer answer =
          new ControlClient(socket, settings.get(ControlSettings.TIMEOUT))
              .ask(
                  ControlRequest.status(Optional.of(realm.realm()), Optional.empty(), false)
                      .limit(0));
      report.ok("kxoverd", "it is running, and answers on " + socket);
      new GuardCheck(realm, answer.items()).run(report);
    } catch (ControlException e) {
      report.error("kxoverd", e.getMessage(), "start it with: systemctl enable --now kxoverd");
    }
  }

  private void checkKdc(Report report) throws IOException {
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
          "add the lines that \"kxover init\" prints, and restart the KDC");
      return;
    }
    Matcher socket = SOCKET.matcher(text);
    String expected = settings.get(KdcSocketSettings.SOCKET).toString();
    if (socket.find() && !socket.group(1).equals(expected)) {
      report.error(
          "KDC",
          "the KDC uses the socket " + socket.group(1) + ", but kxoverd listens on " + expected,
          "use one path for socket in kdc.conf and [kdc] socket in kxoverd.conf");
      return;
    }
    report.ok(
        "KDC",
        plugin
            ? "the plugin is configured in " + profile.get()
            : "it has the patch, and kdc.conf has the section [kxover]");
  }

  /** A patched KDC contains the default path of the socket as text. */
  private static boolean isPatched() throws IOException {
    for (Path kdc : KDCS) {
      if (Files.isReadable(kdc) && Files.size(kdc) < MAX_OCTETS) {
        return new String(Files.readAllBytes(kdc), StandardCharsets.ISO_8859_1)
            .contains("/run/kxover/kdc.sock");
      }
    }
    return false;
  }
}
