package org.kxover.base;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayInputStream;
import java.io.DataInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.Security;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.TimeUnit;
import java.util.jar.JarFile;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Every option that a library names is set, or is listed here with the reason why it is not. */
class LibraryOptionsTest {
  /** The libraries, by a part of their jar's name, and the form of their options. */
  private static final Map<String, Pattern> LIBRARIES =
      Map.of(
          "/dnsjava-", Pattern.compile("dnsjava\\.[\\w.]+"),
          "/bcprov-", Pattern.compile("org\\.bouncycastle\\.[a-z0-9]+\\.[a-z][\\w-]+"),
          "/bctls-", Pattern.compile("org\\.bouncycastle\\.[a-z0-9]+\\.[a-z][\\w-]+"),
          "/bcutil-", Pattern.compile("org\\.bouncycastle\\.[a-z0-9]+\\.[a-z][\\w-]+"),
          "/bcpkix-", Pattern.compile("org\\.bouncycastle\\.[a-z0-9]+\\.[a-z][\\w-]+"),
          "/junixsocket-", Pattern.compile("org\\.newsclub\\.net\\.unix\\.[\\w.]+\\.[a-z][\\w.-]+"),
          "/logback-", Pattern.compile("logback\\.[\\w.]+"),
          "/slf4j-api-", Pattern.compile("slf4j\\.[\\w.]+"));

  private static final String OF_ITS_PATHS = "of its path validation; Java's is used";

  /** Options that need no value, by the beginning of their names. */
  private static final Map<String, String> NOT_SET =
      Map.ofEntries(
          Map.entry("dnsjava.dnssec.algorithm", "ZoneAlgorithms has them, by a setting"),
          Map.entry("dnsjava.dnssec.digest", "the beginning of a name only"),
          Map.entry("dnsjava.dnssec.nsec3.iterations", "the beginning of a name only"),
          Map.entry("dnsjava.lookup.max_iterations", "of dnsjava's Lookup, which is not used"),
          Map.entry("dnsjava.hostsfile.", "of dnsjava's Lookup, which is not used"),
          Map.entry(
              "org.bouncycastle.asn1.allow_non_der_time",
              "has two defaults: strict when it reads, lenient when it writes; both suit"),
          Map.entry("org.bouncycastle.asn1.max_limit", "our readers have bounds of their own"),
          Map.entry("org.bouncycastle.rsa.max_mr_tests", "its default follows the key's size"),
          Map.entry("org.bouncycastle.ec.disable", "leaves out what nobody uses"),
          Map.entry("org.bouncycastle.ec.enable_pc", "how points are written"),
          Map.entry("org.bouncycastle.x509.allow_absent_equiv_NULL", OF_ITS_PATHS),
          Map.entry("org.bouncycastle.x509.allow_ca_without_crl_sign", OF_ITS_PATHS),
          Map.entry("org.bouncycastle.x509.allow_lenient_rfc822_name", OF_ITS_PATHS),
          Map.entry("org.bouncycastle.x509.crl_cache_ttl", OF_ITS_PATHS),
          Map.entry("org.bouncycastle.x509.max_cert_path_build_nodes", OF_ITS_PATHS),
          Map.entry("org.bouncycastle.x509.max_policy_nodes", OF_ITS_PATHS),
          Map.entry("org.bouncycastle.x509.sgp22_name_constraints", OF_ITS_PATHS),
          Map.entry("org.bouncycastle.dh.allow_short", "of keys that we make; we make none"),
          Map.entry("org.bouncycastle.drbg.", "of its generator; Java's is used"),
          Map.entry("org.bouncycastle.pkcs12.", "of its key stores; Java's are used"),
          Map.entry("org.bouncycastle.pkcs8.", "how private keys are written; both forms are read"),
          Map.entry("org.bouncycastle.bcfks.", "of its key stores; Java's are used"),
          Map.entry("org.bouncycastle.bks.", "of its key stores; Java's are used"),
          Map.entry("org.bouncycastle.jsse.", "of its JSSE provider; its low-level TLS is used"),
          Map.entry("org.bouncycastle.constraints.", "a policy of who sets one; nobody does"),
          Map.entry("org.bouncycastle.pbe.", "of encryption by passwords, which is not used"),
          Map.entry("org.bouncycastle.pbkdf2.", "of encryption by passwords, which is not used"),
          Map.entry("org.bouncycastle.pkmac.", "of certificate management, which is not used"),
          Map.entry("org.bouncycastle.argon2.", "not used"),
          Map.entry("org.bouncycastle.cms.", "not used"),
          Map.entry("org.bouncycastle.debug.", "of EST, which is not used"),
          Map.entry("org.bouncycastle.fpe.", "not used"),
          Map.entry("org.bouncycastle.gcm.", "of messages with short tags; TLS has its own length"),
          Map.entry("org.bouncycastle.lms.", "not used"),
          Map.entry("org.bouncycastle.mime.", "not used"),
          Map.entry("org.bouncycastle.ocsp.", "not used"),
          Map.entry("org.bouncycastle.openpgp.", "not used"),
          Map.entry("org.bouncycastle.openssh.", "not used"),
          Map.entry("org.bouncycastle.sm9.", "not used"),
          Map.entry("org.bouncycastle.tsp.", "not used"),
          Map.entry("org.newsclub.net.unix.library.", "the scripts name the installed library"),
          Map.entry("org.newsclub.net.unix.socket.", "of its socket factory, which is not used"),
          Map.entry("org.newsclub.net.unix.virtual-threads", "Java 17 has none"),
          Map.entry("org.newsclub.net.unix.VirtualThread", "Java 17 has none"),
          Map.entry("logback.debug", "of configuration files, of which there are none"),
          Map.entry("logback.logger.", "of configuration files, of which there are none"),
          Map.entry("logback.scmo", "of configuration files, of which there are none"),
          Map.entry("logback.ignoreTCL", "where classes of the class path are looked for"),
          Map.entry("logback.namedConverter.", "how fast names are shortened"),
          Map.entry("logback.skipCaller", "of callers' names, which are not logged"),
          Map.entry("org.newsclub.net.unix.darwin.", "of another operating system"),
          Map.entry("slf4j.internal.", "where its own errors go"),
          Map.entry("slf4j.detect", "how loggers are named"));

  @TempDir private Path folder;

  @Test
  void everyOptionOfALibraryIsSetOrListedHere() throws Exception {
    Set<String> set = LibraryOptions.all().stream().map(o -> o.name()).collect(Collectors.toSet());
    Set<String> unknown = new TreeSet<>();
    Set<String> libraries = new HashSet<>();
    for (String jar : classPath()) {
      for (Map.Entry<String, Pattern> library : LIBRARIES.entrySet()) {
        if (jar.contains(library.getKey())) {
          libraries.add(library.getKey());
          unknown.addAll(options(jar, library.getValue()));
        }
      }
    }
    assertEquals(LIBRARIES.keySet(), libraries);
    assertTrue(unknown.contains("dnsjava.dnssec.harden_algo_downgrade"), unknown::toString);
    assertTrue(unknown.contains("org.bouncycastle.rsa.max_size"), unknown::toString);
    unknown.removeAll(set);
    unknown.removeIf(name -> NOT_SET.keySet().stream().anyMatch(name::startsWith));
    assertEquals(Set.of(), unknown);
  }

  private static List<String> classPath() {
    return Stream.of(System.getProperty("surefire.test.class.path", ""), classPathOfJava())
        .flatMap(path -> Stream.of(path.split(":")))
        .filter(entry -> entry.endsWith(".jar"))
        .distinct()
        .toList();
  }

  private static String classPathOfJava() {
    return System.getProperty("java.class.path");
  }

  /** The string constants of that form in a jar's classes, without the names of classes. */
  private static Set<String> options(String jar, Pattern form) throws IOException {
    Set<String> found = new TreeSet<>();
    try (JarFile file = new JarFile(jar)) {
      for (var entry : file.stream().filter(each -> each.getName().endsWith(".class")).toList()) {
        for (String text : strings(file.getInputStream(entry).readAllBytes())) {
          if (form.matcher(text).matches()
              && file.getEntry(text.replace('.', '/') + ".class") == null
              && !file.stream().anyMatch(any -> any.getName().equals(text.replace('.', '/') + "/"))
              && !text.endsWith(".xml")) {
            found.add(text);
          }
        }
      }
    }
    return found;
  }

  /** The string constants of a class file (JVM specification, section 4.4). */
  private static Set<String> strings(byte[] classFile) throws IOException {
    DataInputStream in = new DataInputStream(new ByteArrayInputStream(classFile));
    in.skipNBytes(8);
    int count = in.readUnsignedShort();
    String[] texts = new String[count];
    Set<Integer> constants = new HashSet<>();
    for (int i = 1; i < count; i++) {
      switch (in.readUnsignedByte()) {
        case 1 -> texts[i] = in.readUTF();
        case 8 -> constants.add(in.readUnsignedShort());
        case 7, 16, 19, 20 -> in.skipNBytes(2);
        case 15 -> in.skipNBytes(3);
        case 5, 6 -> {
          in.skipNBytes(8);
          i++;
        }
        default -> in.skipNBytes(4);
      }
    }
    return constants.stream().map(index -> texts[index]).collect(Collectors.toSet());
  }

  @Test
  void eachOptionIsThereOnceAndHasItsValue() {
    LibraryOptions.set();
    Set<String> names = new HashSet<>();
    for (LibraryOptions.Option option : LibraryOptions.all()) {
      assertTrue(names.add(option.name()), option.name());
      assertFalse(option.reason().isBlank(), option.name());
      String actual =
          switch (option.owner()) {
            case VALIDATOR -> LibraryOptions.validator().getProperty(option.name());
            case SYSTEM -> System.getProperty(option.name());
            case SECURITY -> Security.getProperty(option.name());
          };
      assertEquals(option.value().orElse(null), actual, option.name());
    }
  }

  /** Logback reads its options when the first logger is made, which is early. */
  @ParameterizedTest
  @ValueSource(strings = {"Kxoverd", "Kxover"})
  void eachProgramSetsThemFirst(String program) throws Exception {
    Path written = folder.resolve("written-by-logback");
    Path configuration = folder.resolve("logback.xml");
    Files.writeString(
        configuration,
        """
        <configuration>
          <appender name="f" class="ch.qos.logback.core.FileAppender">
            <file>%s</file>
            <encoder><pattern>%%msg</pattern></encoder>
          </appender>
          <root level="DEBUG"><appender-ref ref="f"/></root>
        </configuration>
        """
            .formatted(written));
    run("-Dlogback.configurationFile=" + configuration, "org.kxover.daemon." + program);
    assertFalse(Files.exists(written), "the configuration on the command line was read");
    run("-Dlogback.configurationFile=" + configuration, FirstLogger.class.getName());
    assertTrue(Files.exists(written), "Logback would read it otherwise");
  }

  /** A program without our options. */
  static final class FirstLogger {
    private FirstLogger() {}

    public static void main(String[] args) {
      org.slf4j.LoggerFactory.getLogger(FirstLogger.class).warn("first");
    }
  }

  private static void run(String option, String program) throws Exception {
    String path =
        String.join(":", System.getProperty("surefire.test.class.path", ""), classPathOfJava());
    Process process =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                option,
                "-cp",
                path,
                program,
                "--version")
            .redirectErrorStream(true)
            .start();
    String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertTrue(process.waitFor(60, TimeUnit.SECONDS), said);
    assertEquals(0, process.exitValue(), said);
  }
}
