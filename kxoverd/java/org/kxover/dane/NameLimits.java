package org.kxover.dane;

import java.io.IOException;
import java.security.cert.X509Certificate;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.bouncycastle.asn1.ASN1Encodable;
import org.bouncycastle.asn1.ASN1Encoding;
import org.bouncycastle.asn1.ASN1IA5String;
import org.bouncycastle.asn1.ASN1OctetString;
import org.bouncycastle.asn1.ASN1Sequence;
import org.bouncycastle.asn1.ASN1TaggedObject;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.GeneralName;
import org.bouncycastle.asn1.x509.GeneralSubtree;
import org.bouncycastle.asn1.x509.NameConstraints;
import org.kxover.kerberos.Printable;

/**
 * The name constraints of an authority (RFC 5280 section 4.2.1.10). They are obeyed whether or not
 * the extension is critical.
 *
 * <p>RFC 5280 compares them with the names in the certificates below. A wildcard evades that: the
 * name {@code *.example.com} is not below the excluded {@code bar.example.com}. So the wanted host
 * itself is compared too.
 */
final class NameLimits {
  /** The kinds of names whose constraints are checked. RFC 5280 defines no others. */
  private static final Set<Integer> KNOWN =
      Set.of(
          GeneralName.rfc822Name,
          GeneralName.dNSName,
          GeneralName.directoryName,
          GeneralName.uniformResourceIdentifier,
          GeneralName.iPAddress);

  /**
   * A dNSName in a constraint, in lower case; empty for all names. No host is within another text,
   * such as a wildcard, so that an exclusion would have no effect.
   */
  private static final Pattern DOMAIN =
      Pattern.compile("([a-z0-9_-]{1,63}(\\.[a-z0-9_-]{1,63})*)?");

  private final List<GeneralSubtree> permitted;
  private final List<GeneralSubtree> excluded;

  private NameLimits(List<GeneralSubtree> permitted, List<GeneralSubtree> excluded) {
    this.permitted = permitted;
    this.excluded = excluded;
  }

  /**
   * The constraints of {@code authority}; empty if it has none.
   *
   * @throws PathException if they are malformed, empty or too many; the message has no depth
   */
  static Optional<NameLimits> of(X509Certificate authority) throws PathException {
    byte[] extension = authority.getExtensionValue(Extension.nameConstraints.getId());
    if (extension == null) {
      return Optional.empty();
    }
    try {
      NameLimits limits = parse(ASN1OctetString.getInstance(extension).getOctets());
      limits.requireForm();
      return Optional.of(limits);
    } catch (IOException | RuntimeException e) {
      throw new PathException("its name constraints are malformed");
    }
  }

  private static NameLimits parse(byte[] value) throws IOException, PathException {
    ASN1Sequence sequence = ASN1Sequence.getInstance(value);
    if (!Arrays.equals(value, sequence.getEncoded(ASN1Encoding.DER))) {
      throw new PathException("its name constraints are not DER");
    }
    int count = 0;
    for (ASN1Encodable subtrees : sequence) {
      count += ASN1Sequence.getInstance(ASN1TaggedObject.getInstance(subtrees), false).size();
    }
    if (count == 0) {
      throw new PathException("its name constraints are empty");
    }
    NameConstraints constraints = NameConstraints.getInstance(sequence);
    return new NameLimits(
        list(constraints.getPermittedSubtrees()), list(constraints.getExcludedSubtrees()));
  }

  private static List<GeneralSubtree> list(GeneralSubtree[] subtrees) {
    return subtrees == null ? List.of() : List.of(subtrees);
  }

  int count() {
    return permitted.size() + excluded.size();
  }

  private Stream<GeneralSubtree> all() {
    return Stream.concat(permitted.stream(), excluded.stream());
  }

  private void requireForm() throws PathException {
    if (all().anyMatch(tree -> tree.getMinimum().signum() != 0 || tree.getMaximum() != null)) {
      throw new PathException("its name constraints have a minimum or a maximum");
    }
    // A URI or a mail address may begin with a dot in a constraint, a dNSName may not.
    if (all().anyMatch(tree -> isDns(tree) && text(tree).startsWith("."))) {
      throw new PathException("a dNSName in its name constraints begins with a dot");
    }
    if (all().anyMatch(tree -> isDns(tree) && !DOMAIN.matcher(text(tree)).matches())) {
      throw new PathException("a dNSName in its name constraints is no host name");
    }
  }

  /**
   * Requires that {@code below}, a certificate under this authority, has no names whose constraints
   * cannot be checked (RFC 5280 section 4.2.1.10).
   *
   * @throws PathException if it has; the message has no depth
   */
  void requireKnownKinds(Set<Integer> below) throws PathException {
    Set<Integer> unknown = new TreeSet<>();
    all().forEach(tree -> unknown.add(tree.getBase().getTagNo()));
    unknown.removeAll(KNOWN);
    unknown.retainAll(below);
    if (!unknown.isEmpty()) {
      throw new PathException(
          "its name constraints limit a kind of name that cannot be checked, and a certificate"
              + " below has one");
    }
  }

  /** Why {@code host} is outside the constraints; empty if it is inside. */
  Optional<String> objection(String host) {
    String name = plain(host);
    if (excluded.stream().anyMatch(tree -> isDns(tree) && isWithin(name, text(tree)))) {
      return Optional.of("its name constraints exclude " + Printable.quote(host));
    }
    List<String> allowed =
        permitted.stream().filter(NameLimits::isDns).map(NameLimits::text).toList();
    return allowed.isEmpty() || allowed.stream().anyMatch(domain -> isWithin(name, domain))
        ? Optional.empty()
        : Optional.of("its name constraints do not permit " + Printable.quote(host));
  }

  private static boolean isDns(GeneralSubtree tree) {
    return tree.getBase().getTagNo() == GeneralName.dNSName;
  }

  private static String text(GeneralSubtree tree) {
    return plain(ASN1IA5String.getInstance(tree.getBase().getName()).getString());
  }

  /** In lower case, and without the dot of the DNS root at the end. */
  private static String plain(String name) {
    String lower = name.toLowerCase(Locale.ROOT);
    return lower.endsWith(".") && lower.length() > 1
        ? lower.substring(0, lower.length() - 1)
        : lower;
  }

  /** True if {@code name} is {@code domain} or below. An empty domain is the root of the DNS. */
  private static boolean isWithin(String name, String domain) {
    return domain.isEmpty() || name.equals(domain) || name.endsWith("." + domain);
  }
}
