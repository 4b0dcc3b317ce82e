package org.kxover.check;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.kxover.config.DatabaseSettings;
import org.kxover.config.RealmSettings;
import org.kxover.setup.LocalCommand;

/**
 * The user that kxoverd runs as. A check by root alone does not see what that user may not read.
 *
 * @param owner the name or id of the user, for chown(1)
 * @param prefix words before a command that make it run as that user; empty if it runs so already,
 *     or cannot be made to
 */
record ServiceUser(String owner, List<String> prefix) {
  private static final Pattern ID = Pattern.compile("[0-9]{1,10}");
  private static final Pattern IDS = Pattern.compile("[0-9]{1,10}(,[0-9]{1,10}){0,255}");
  private static final Pattern USER = Pattern.compile("[A-Za-z_][A-Za-z0-9_.-]{0,31}");

  /** The user of this process. */
  private static final ServiceUser SAME = new ServiceUser("kxover", List.of());

  ServiceUser {
    prefix = List.copyOf(prefix);
  }

  /** The user of the running daemon or, if none is running, of the unit kxoverd.service. */
  static ServiceUser find(RunningDaemon daemon) {
    if (!isRoot()) {
      return SAME;
    }
    Optional<Map<String, String>> itself = daemon.itself();
    return itself.isPresent()
        ? of(
            itself.get().getOrDefault("uid", ""),
            itself.get().getOrDefault("gid", ""),
            itself.get().getOrDefault("groups", ""))
        : ofUnit();
  }

  private static boolean isRoot() {
    try {
      return Files.getAttribute(Path.of("/proc/self"), "unix:uid").equals(0);
    } catch (IOException e) {
      return false;
    }
  }

  /** The daemon's user and groups, without capabilities. */
  private static ServiceUser of(String uid, String gid, String groups) {
    if (uid.equals("0") || !ID.matcher(uid).matches() || !ID.matcher(gid).matches()) {
      return SAME;
    }
    return new ServiceUser(
        uid,
        List.of(
            "setpriv",
            "--reuid=" + uid,
            "--regid=" + gid,
            IDS.matcher(groups).matches() ? "--groups=" + groups : "--clear-groups"));
  }

  private static ServiceUser ofUnit() {
    try {
      String user =
          new LocalCommand(List.of("systemctl"))
              .run("show", "--property=User", "--value", "kxoverd.service")
              .text()
              .strip();
      if (!USER.matcher(user).matches() || user.equals("root")) {
        return SAME;
      }
      return of(id("-u", user), id("-g", user), id("-G", user).replace(' ', ','));
    } catch (IOException e) {
      return SAME;
    }
  }

  private static String id(String option, String user) throws IOException {
    return new LocalCommand(List.of("id")).run(option, user).text().strip();
  }

  /** A copy of the settings whose commands run as this user. */
  RealmSettings runs(RealmSettings realm) {
    return realm
        .with(DatabaseSettings.KADMIN, with(realm.get(DatabaseSettings.KADMIN)))
        .with(DatabaseSettings.KADM5, with(realm.get(DatabaseSettings.KADM5)))
        .with(DatabaseSettings.KDC_ENCTYPES, with(realm.get(DatabaseSettings.KDC_ENCTYPES)));
  }

  private List<String> with(List<String> command) {
    return command.isEmpty() ? command : Stream.concat(prefix.stream(), command.stream()).toList();
  }

  /** True if commands run as another user than this process does. */
  boolean isOther() {
    return !prefix.isEmpty();
  }
}
