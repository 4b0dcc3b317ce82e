package org.kxover.lab;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.stream.Stream;

/**
 * Which KDC the realms run, and how it is attached to kxoverd. Chosen in the environment: {@code
 * KDC=plugin}, the default, or {@code KDC=patched}; and {@code KRB5_PREFIX=/opt/krb5}, where an
 * installation of MIT krb5 is, for another than the system's.
 *
 * @param prefix of the installation; empty for the system's
 * @param patched that its krb5kdc asks kxoverd by itself, and needs no plugin
 */
public record KdcPrograms(String prefix, boolean patched) {

  private static final Duration BUILD_LIMIT = Duration.ofMinutes(30);

  /** What the environment says. */
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
   * Where a KDC with the patch is: {@code KRB5_PREFIX} if that has one, else this Debian release's,
   * which is built when it is first wanted.
   */
  public static String patchedPrefix() throws IOException {
    KdcPrograms chosen = chosen();
    return chosen.patched() ? chosen.prefix() : build();
  }

  /**
   * Those of a realm that runs another KDC than the rest: {@code OTHER_KRB5_PREFIX}, an
   * installation with the patch, and without that a KDC with the patch as in {@link #withPatch}.
   */
  public static KdcPrograms other() throws IOException {
    String prefix = System.getenv().getOrDefault("OTHER_KRB5_PREFIX", "");
    return prefix.isEmpty() ? withPatch() : new KdcPrograms(prefix, true);
  }

  /** A KDC with the patch, whatever the environment says of the others. */
  public static KdcPrograms withPatch() throws IOException {
    return new KdcPrograms(patchedPrefix(), true);
  }

  private static String build() throws IOException {
    Path script = Path.of("src/test/sh/krb5-kdc.sh").toAbsolutePath();
    // Its home is where it keeps what it has built.
    return new LabCommand(Path.of(System.getProperty("java.io.tmpdir")), script.toString())
        .env("HOME", System.getProperty("user.home"))
        .limit(BUILD_LIMIT)
        .run()
        .lines()
        .reduce((first, last) -> last)
        .orElseThrow();
  }

  /** How to call a program of the KDC or a client. */
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

  /** A program of the KDC, with its folder. */
  String executable(String program) {
    return prefix.isEmpty() ? "/usr/sbin/" + program : path(program);
  }

  /** The section of kdc.conf that attaches a KDC without the patch. */
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
