package org.kxover.plugin;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** Compiles the C sources, as they are shipped or with the sanitizers. */
public final class NativeBuild {
  private static final String SANITIZE =
      "-O1 -g -fsanitize=address,undefined -fno-sanitize-recover=all";
  private static final List<String> STRICT =
      List.of("-std=gnu99", "-Wall", "-Wextra", "-Wshadow", "-Wformat=2", "-Werror");
  private static final Path PLUGIN = Path.of("krb5-patch").toAbsolutePath();
  private static final Path DRIVERS = Path.of("src", "test", "c").toAbsolutePath();

  private final Path folder;

  /**
   * @param folder gets the programs
   */
  public NativeBuild(Path folder) {
    this.folder = folder;
  }

  /** The module as it is shipped. */
  Path shippedModule() throws Exception {
    return make("shipped");
  }

  /** The module with the address and undefined behaviour sanitizers. */
  Path sanitizedModule() throws Exception {
    return make("sanitized", "CFLAGS=" + SANITIZE);
  }

  /** The guard with both sanitizers. */
  Path sanitizedGuard() throws Exception {
    return sanitizedModule().resolveSibling("kxover-guard.so");
  }

  /** The program that {@link Driver} runs. */
  Path hostrealmDriver(boolean sanitized) throws Exception {
    return compile(
        "hostrealm_driver_" + sanitized, sanitized, source("hostrealm_driver"), kerberos());
  }

  /** The program that makes TGS requests. */
  public Path tgsDriver() throws Exception {
    return compile("tgs_driver", false, source("tgs_driver"), kerberos());
  }

  /** The program that sends TGS requests as fast as the KDC answers. */
  public Path udpDriver() throws Exception {
    return compile("udp_driver", false, source("udp_driver"), List.of());
  }

  /** The program that sends TGS requests to two KDCs in turn. */
  public Path udpPairDriver() throws Exception {
    return compile("udp_pair_driver", false, source("udp_pair_driver"), List.of());
  }

  /** The program that gets tickets as fast as the KDC answers. */
  public Path ticketDriver() throws Exception {
    return compile("ticket_driver", false, source("ticket_driver"), kerberos());
  }

  private static List<String> source(String name) {
    return List.of(DRIVERS.resolve(name + ".c").toString());
  }

  private static List<String> kerberos() throws Exception {
    return words(run(List.of("pkg-config", "--cflags", "--libs", "krb5")));
  }

  /** The program that runs the protocol's C code without a socket. */
  public Path clientDriver() throws Exception {
    return compile(
        "client_driver",
        true,
        List.of(
            "-I" + PLUGIN,
            DRIVERS.resolve("client_driver.c").toString(),
            PLUGIN.resolve("kxover_cache.c").toString(),
            PLUGIN.resolve("kxover_client.c").toString(),
            PLUGIN.resolve("kxover_names.c").toString(),
            PLUGIN.resolve("kxover_text.c").toString()),
        List.of());
  }

  /** The program that runs the patch's code about places, without a KDC. */
  public Path placesDriver() throws Exception {
    return compile(
        "places_driver",
        true,
        List.of(
            "-DKXOVER_KRB5=122",
            "-I" + DRIVERS.resolve("stubs"),
            "-I" + PLUGIN,
            DRIVERS.resolve("places_driver.c").toString(),
            PLUGIN.resolve("kxover_peer.c").toString(),
            PLUGIN.resolve("kxover_places.c").toString()),
        List.of());
  }

  /** The program that judges requests without a KDC. */
  Path guardDriver() throws Exception {
    List<String> sources =
        new ArrayList<>(
            List.of(
                "-I" + PLUGIN,
                DRIVERS.resolve("guard_driver.c").toString(),
                DRIVERS.resolve("guard_world.c").toString(),
                DRIVERS.resolve("guard_all.c").toString(),
                PLUGIN.resolve("kxover_guard.c").toString(),
                PLUGIN.resolve("kxover_names.c").toString(),
                PLUGIN.resolve("kxover_reason.c").toString(),
                PLUGIN.resolve("kxover_rules.c").toString()));
    return compile("guard_driver", true, sources, kerberos());
  }

  /** The program that checks requests without a KDC, and receives what the guard tells. */
  Path guardCheckDriver() throws Exception {
    List<String> sources = new ArrayList<>(List.of("-I" + PLUGIN));
    sources.add(DRIVERS.resolve("guard_check_driver.c").toString());
    for (String part : List.of("", "_check", "_data", "_log", "_settings", "_tell")) {
      sources.add(PLUGIN.resolve("kxover_guard" + part + ".c").toString());
    }
    for (String part : List.of("names", "reason", "recent", "rules", "text")) {
      sources.add(PLUGIN.resolve("kxover_" + part + ".c").toString());
    }
    return compile("guard_check_driver", true, sources, kerberos());
  }

  /** The program that keeps names for a moment, with a clock of its own. */
  Path recentDriver() throws Exception {
    return compile(
        "recent_driver",
        true,
        List.of(
            "-I" + PLUGIN,
            DRIVERS.resolve("recent_driver.c").toString(),
            PLUGIN.resolve("kxover_recent.c").toString()),
        kerberos());
  }

  /** The program that forges tickets. */
  Path liar() throws Exception {
    return compile("liar", false, source("liar"), kerberos());
  }

  private Path make(String name, String... settings) throws Exception {
    Path out = folder.resolve(name);
    List<String> command =
        new ArrayList<>(List.of("make", "-s", "-C", PLUGIN.toString(), "OUT=" + out));
    command.addAll(List.of(settings));
    run(command);
    return out.resolve("kxover.so");
  }

  private Path compile(String name, boolean sanitized, List<String> sources, List<String> libraries)
      throws Exception {
    Path program = folder.resolve(name);
    List<String> command = new ArrayList<>(List.of("cc"));
    command.addAll(STRICT);
    if (sanitized) {
      command.addAll(words(SANITIZE));
    }
    command.addAll(sources);
    command.addAll(libraries);
    command.addAll(List.of("-o", program.toString()));
    run(command);
    return program;
  }

  private static List<String> words(String text) {
    return List.of(text.strip().split("\\s+"));
  }

  /** The output of a command that must succeed. */
  static String run(List<String> command) throws IOException, InterruptedException {
    Path output = Files.createTempFile("kxover-build", ".log");
    try {
      Process process =
          new ProcessBuilder(command)
              .redirectErrorStream(true)
              .redirectOutput(output.toFile())
              .start();
      if (!process.waitFor(5, TimeUnit.MINUTES)) {
        process.destroyForcibly();
        throw new IOException("did not end within 5 minutes: " + command);
      }
      String text = Files.readString(output, StandardCharsets.ISO_8859_1);
      if (process.exitValue() != 0) {
        throw new IOException(command + " exited with " + process.exitValue() + ":\n" + text);
      }
      return text;
    } finally {
      Files.delete(output);
    }
  }
}
