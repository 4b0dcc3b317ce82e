package org.kxover.conformance;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.kxover.dane.CertificateFile;
import org.kxover.dane.Dane;
import org.kxover.dane.DaneContext;
import org.kxover.dane.DaneVerdict;
import org.kxover.dane.TlsaRecord;
import org.kxover.dane.TrustRoots;

/**
 * OpenSSL's danetest: TLSA records and chains for example.com. Its certificates name no realm, so
 * the realm is left open.
 *
 * <p>A case is a line of numbers, then so many TLSA records, then so many certificates. The numbers
 * are: records, certificates, a flag that only their program needs, the wanted result of the
 * verification (0 is success), and the depth of the certificate that matches.
 */
final class DaneSuite implements Suite {
  private static final Instant TIME = Instant.parse("2026-11-30T00:00:00Z");
  private static final Pattern HEAD =
      Pattern.compile("(\\d+)\\s+(\\d+)\\s+(\\d+)\\s+(\\d+)\\s+(-?\\d+)");
  private static final Pattern RECORD =
      Pattern.compile("(\\d+)\\s+(\\d+)\\s+(\\d+)\\s+([0-9A-Fa-f]+)");

  @Override
  public String title() {
    return "DANE";
  }

  @Override
  public String sourcePackage() {
    return "openssl";
  }

  @Override
  public List<Comparison> run(Path folder) throws IOException {
    Path tests = folder.resolve("test");
    TrustRoots roots = CertificateFile.readRoots(tests.resolve("danetest.pem"));
    DaneContext context =
        new DaneContext(List.of("example.com"), Optional.empty(), roots, TrustRoots.none(), TIME);
    List<String> lines =
        Files.readAllLines(tests.resolve("danetest.in")).stream()
            .filter(line -> !line.startsWith("#") && !line.isBlank())
            .toList();
    List<Comparison> comparisons = new ArrayList<>();
    for (int i = 0; i < lines.size(); i++) {
      Matcher head = HEAD.matcher(lines.get(i).strip());
      if (head.matches()) {
        comparisons.add(
            compare("danetest " + (comparisons.size() + 1), head, lines, i + 1, context));
      }
    }
    return comparisons;
  }

  private static Comparison compare(
      String name, Matcher head, List<String> lines, int next, DaneContext context)
      throws IOException {
    int records = Integer.parseInt(head.group(1));
    List<TlsaRecord> tlsa = new ArrayList<>();
    for (String line : lines.subList(next, next + records)) {
      tlsa.add(record(name, line));
    }
    int certificates = Integer.parseInt(head.group(2));
    List<byte[]> chain =
        PemText.certificates(lines.subList(next + records, lines.size()), certificates);
    DaneVerdict verdict = Dane.verify(chain, tlsa, context);
    return new Comparison(name, theirs(head), ours(verdict), verdict.reason());
  }

  private static TlsaRecord record(String name, String line) throws IOException {
    Matcher fields = RECORD.matcher(line.strip());
    if (!fields.matches()) {
      throw new IOException(name + ": not a TLSA record: " + line);
    }
    return new TlsaRecord(
        Integer.parseInt(fields.group(1)),
        Integer.parseInt(fields.group(2)),
        Integer.parseInt(fields.group(3)),
        HexFormat.of().parseHex(fields.group(4)));
  }

  /** They accept a chain without a usable record if it leads to a root, and match nothing then. */
  private static String theirs(Matcher head) {
    if (!head.group(4).equals("0")) {
      return Comparison.REFUSED;
    }
    int depth = Integer.parseInt(head.group(5));
    return depth < 0 ? "accepted without a record" : "accepted at depth " + depth;
  }

  private static String ours(DaneVerdict verdict) {
    return verdict.ok() ? "accepted at depth " + verdict.depth().getAsInt() : Comparison.REFUSED;
  }
}
