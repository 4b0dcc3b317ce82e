package org.kxover.lab;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.stream.Stream;

/**
 * Which KDC the realms run, and how it asks kxoverd. The environment chooses: {@code KDC=plugin},
 * the default, or {@code KDC=patched}. {@code KRB5_PREFIX=/opt/krb5} names an installation of MIT
 * krb5 to use instead of the system's.
 *
 * @param prefix of the installation; empty for the system's
 * @param patched true if its krb5kdc has the patch, and needs no plugin
 */
public record KdcPrograms(String prefix, boolean patched) {

  private static final Duration BUILD_LIMIT = Duration.ofMinutes(30);

  /** The programs that the environment chooses. */
  public static KdcPrograms chosen() throws IOException {
    String prefix = System.getenv().getOrDefault("KRB5_PREFIX", "");
    String kdc = System.getenv().getOrDefault("KDC", "plugin");
    return switch (kdc) {
      case "patched" -> new KdcPrograms(prefix.isEmpty() ? build() : prefix, true);
      case "plugin" -> new KdcPrograms(prefix, false);
      default -> throw new IllegalArgumentException("KDC=" + kdc + " is not plugin or patched");
    };
  }

  /**
   * The prefix of a KDC with the patch: {@code KRB5_PREFIX} with {@code KDC=patched}. Otherwise it
   * is the KDC of this Debian release with the patch, which the first call builds.
   */
  public static String patchedPrefix() throws IOException {
    KdcPrograms chosen = chosen();
    return chosen.patched() ? chosen.prefix() : build();
  }

  /**
   * The programs for one realm that runs a different KDC from the others: {@code
   * OTHER_KRB5_PREFIX}, an installation with the patch. Without that variable, as {@link
   * #withPatch}.
   */
  public static KdcPrograms other() throws IOException {
    String prefix = System.getenv().getOrDefault("OTHER_KRB5_PREFIX", "");
    return prefix.isEmpty() ? withPatch() : new KdcPrograms(prefix, true);
  }

  /** A KDC with the patch, even if the environment chooses the plugin. */
  public static KdcPrograms withPatch() throws IOException {
    return new KdcPrograms(patchedPrefix(), true);
  }

  /**
   * Programs that can use the database library LMDB: those that the environment chooses, or the
   * system's if that installation has no module for it.
   */
  public static KdcPrograms withLmdb() throws IOException {
    KdcPrograms chosen = chosen();
    return Files.exists(chosen.lmdb()) ? chosen : new KdcPrograms("", false);
  }

  /**
   * The module for LMDB. The system's programs use the module of the KDC with the patch, which is
   * of the same release, as Debian 12 has none.
   */
  Path lmdb() throws IOException {
    return Path.of(prefix.isEmpty() ? build() : prefix, "lib/krb5/plugins/kdb/klmdb.so");
  }

  private static String build() throws IOException {
    Path script = Path.of("src/test/sh/krb5-kdc.sh").toAbsolutePath();
    // The script keeps its builds below HOME.
    return new LabCommand(Path.of(System.getProperty("java.io.tmpdir")), script.toString())
        .env("HOME", System.getProperty("user.home"))
        .limit(BUILD_LIMIT)
        .run()
        .lines()
        .reduce((first, last) -> last)
        .orElseThrow();
  }

  /** The command for a program of the KDC or a client. */
  public String path(String program) {
    if (prefix.isEmpty()) {
      return program;
    }
    return Stream.of("sbin", "bin")
        .map(folder -> Path.of(prefix, folder, program).toAbsolutePath())
        .filter(Files::isExecutable)
        .findFirst()
        .orElseThrow(() -> new IllegalStateException(program + " is not in " + prefix))
        .toString();
  }

  /** The absolute path of a program of the KDC. */
  String executable(String program) {
    return prefix.isEmpty() ? "/usr/sbin/" + program : path(program);
  }

  /** The section of kdc.conf that loads the plugin; empty with the patch. */
  public String pluginSection(Path plugin) throws IOException {
    if (patched) {
      return "";
    }
    if (!Files.exists(plugin)) {
      throw new IOException(plugin + " is not built; run make first");
    }
    return """
    [plugins]
        hostrealm = {
            module = kxover:%s
        }
    """
        .formatted(plugin);
  }
}
