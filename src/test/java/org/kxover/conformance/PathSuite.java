package org.kxover.conformance;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.kxover.dane.ForeignPath;

/**
 * The chains of OpenSSL's own tests of {@code openssl verify}, with our rules for paths.
 *
 * <p>Left out are cases with a file that is more than a certificate (OpenSSL can mark a certificate
 * as trusted or rejected for a purpose), or with an option that kxoverd has not: proxy
 * certificates, a depth, certificate policies, SM2, FIPS.
 */
final class PathSuite implements Suite {
  private static final Instant TIME = Instant.parse("2026-11-30T00:00:00Z");

  /** ok(verify("LEAF", "PURPOSE", [ROOTS], [OTHERS], OPTIONS), with ! for a chain to refuse. */
  private static final Pattern CASE =
      Pattern.compile(
          "ok\\(\\s*(!?)\\s*verify\\(\\s*\"([^\"]+)\",\\s*\"([^\"]*)\",\\s*\\[([^]]*)],"
              + "\\s*\\[([^]]*)]([^)]*)\\)");

  /** With our meaning: any root may be in the middle of a chain, as with -partial_chain. */
  private static final Set<String> OPTIONS =
      Set.of("-partial_chain", "-auth_level", "0", "1", "2", "3", "-check_ss_sig", "-x509_strict");

  @Override
  public String title() {
    return "Paths";
  }

  @Override
  public String sourcePackage() {
    return "openssl";
  }

  @Override
  public List<Comparison> run(Path folder) throws IOException {
    Path certificates = folder.resolve("test/certs");
    String script = Files.readString(folder.resolve("test/recipes/25-test_verify.t"));
    Matcher found = CASE.matcher(script);
    List<Comparison> comparisons = new ArrayList<>();
    while (found.find()) {
      List<String> options = words(found.group(6));
      List<String> roots = words(found.group(4));
      List<String> chain = new ArrayList<>(List.of(found.group(2)));
      chain.addAll(words(found.group(5)));
      if (OPTIONS.containsAll(options)
          && isPlain(certificates, chain)
          && isPlain(certificates, roots)) {
        String name =
            String.join(" ", chain)
                + " to "
                + String.join(" ", roots)
                + found.group(3).replaceFirst("^(?=.)", " as ")
                + String.join(" ", options).replaceFirst("^(?=.)", " with ");
        comparisons.add(
            compare(
                name,
                found.group(1).isEmpty(),
                der(certificates, chain),
                der(certificates, roots)));
      }
    }
    return comparisons;
  }

  private static Comparison compare(
      String name, boolean accepted, List<byte[]> chain, List<byte[]> roots) {
    String objection = ForeignPath.objection(chain, roots, TIME).orElse("");
    return new Comparison(
        name.strip(), Comparison.word(accepted), Comparison.word(objection.isEmpty()), objection);
  }

  /** The words of Perl's lists and of quoted strings. */
  private static List<String> words(String list) {
    return Arrays.stream(list.replaceAll("qw\\(|[)\",]", " ").strip().split("\\s+"))
        .filter(word -> !word.isEmpty())
        .toList();
  }

  private static boolean isPlain(Path folder, List<String> names) throws IOException {
    for (String name : names) {
      Path file = folder.resolve(name + ".pem");
      if (!Files.exists(file) || Files.readString(file).contains("BEGIN TRUSTED CERTIFICATE")) {
        return false;
      }
    }
    return true;
  }

  private static List<byte[]> der(Path folder, List<String> names) throws IOException {
    List<byte[]> all = new ArrayList<>();
    for (String name : names) {
      List<String> lines = Files.readAllLines(folder.resolve(name + ".pem"));
      all.addAll(PemText.certificates(lines, Integer.MAX_VALUE));
    }
    return all;
  }
}
