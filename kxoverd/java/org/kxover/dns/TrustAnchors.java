package org.kxover.dns;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.kxover.base.FailureText;
import org.xbill.DNS.DClass;
import org.xbill.DNS.DNSKEYRecord;
import org.xbill.DNS.DNSSEC.Digest;
import org.xbill.DNS.DSRecord;
import org.xbill.DNS.Master;
import org.xbill.DNS.Name;
import org.xbill.DNS.RRset;
import org.xbill.DNS.Record;

/**
 * One or more keys that validation starts from (RFC 4033 section 2, "Trust Anchor").
 *
 * <p>A validator without trust anchors silently treats all of DNS as unsigned. So a file without a
 * usable trust anchor is an error.
 */
public final class TrustAnchors {
  private static final int MAX_FILE_SIZE = 256 * 1024;

  /** The key state that an RFC 5011 tracker, such as unbound, writes as a comment. */
  private static final Pattern TRACKED = Pattern.compile(";;state=([0-9]+)");

  private static final String TRACKED_VALID = "2";

  private final List<Record> anchors;

  private TrustAnchors(List<Record> anchors) {
    this.anchors = List.copyOf(anchors);
  }

  /**
   * Reads DS and DNSKEY records in zone file format, such as Debian's {@code root.key} and {@code
   * root.ds}. Also reads the file in which unbound tracks the root's keys, and takes only keys in
   * the state VALID (RFC 5011 section 4.2) from it.
   *
   * @throws TrustAnchorException if the file cannot be read or parsed, or has no usable trust
   *     anchor
   */
  public static TrustAnchors load(Path file) throws TrustAnchorException {
    try (InputStream in = Files.newInputStream(file)) {
      byte[] content = in.readNBytes(MAX_FILE_SIZE + 1);
      if (content.length > MAX_FILE_SIZE) {
        throw new TrustAnchorException(file + ": larger than " + MAX_FILE_SIZE + " octets");
      }
      return parse(new String(content, StandardCharsets.ISO_8859_1), file.toString());
    } catch (IOException e) {
      throw new TrustAnchorException(file + ": cannot be read: " + FailureText.of(e), e);
    }
  }

  private static TrustAnchors parse(String text, String where) throws TrustAnchorException {
    String trusted = text.lines().filter(TrustAnchors::isTrusted).collect(Collectors.joining("\n"));
    List<Record> anchors = new ArrayList<>();
    int unusable = 0;
    // The added line end lets the parser read a last record that has none.
    byte[] lines = (trusted + "\n").getBytes(StandardCharsets.ISO_8859_1);
    try (Master master = new Master(new ByteArrayInputStream(lines), Name.root, 0)) {
      master.disableIncludes(true);
      master.expandGenerate(false);
      for (Record next = master.nextRecord(); next != null; next = master.nextRecord()) {
        if (isUsable(next)) {
          anchors.add(next);
        } else {
          unusable++;
        }
      }
    } catch (IOException | RuntimeException e) {
      throw new TrustAnchorException(where + ": not in zone file format: " + FailureText.of(e), e);
    }
    if (anchors.isEmpty()) {
      throw new TrustAnchorException(
          where + ": no usable trust anchor (unusable records: " + unusable + ")");
    }
    return new TrustAnchors(anchors);
  }

  private static boolean isTrusted(String line) {
    Matcher state = TRACKED.matcher(line);
    return !state.find() || state.group(1).equals(TRACKED_VALID);
  }

  private static boolean isUsable(Record anchor) {
    if (anchor.getDClass() != DClass.IN) {
      return false;
    }
    if (anchor instanceof DSRecord ds) {
      return isSupported(ds.getAlgorithm())
          && (ds.getDigestID() == Digest.SHA256 || ds.getDigestID() == Digest.SHA384);
    }
    return anchor instanceof DNSKEYRecord key
        && isSupported(key.getAlgorithm())
        && key.getProtocol() == DNSKEYRecord.Protocol.DNSSEC
        && (key.getFlags() & DNSKEYRecord.Flags.ZONE_KEY) != 0
        && (key.getFlags() & DNSKEYRecord.Flags.REVOKE) == 0;
  }

  /** Trust anchors with SHA-1 are never usable. */
  private static boolean isSupported(int algorithm) {
    return ZoneAlgorithms.WITHOUT_SHA1.supports(algorithm);
  }

  /** One RRset for each name and type. */
  List<RRset> rrsets() {
    Map<String, RRset> sets = new LinkedHashMap<>();
    for (Record anchor : anchors) {
      sets.computeIfAbsent(
              anchor.getName().canonicalize() + "/" + anchor.getType(), k -> new RRset())
          .addRR(anchor);
    }
    return List.copyOf(sets.values());
  }

  /** The number of trusted keys and key digests, at least 1. */
  public int size() {
    return anchors.size();
  }
}
