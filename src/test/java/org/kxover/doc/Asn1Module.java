package org.kxover.doc;

import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.bouncycastle.asn1.ASN1Encodable;
import org.bouncycastle.asn1.ASN1Integer;
import org.bouncycastle.asn1.ASN1OctetString;
import org.bouncycastle.asn1.ASN1Primitive;
import org.bouncycastle.asn1.ASN1Sequence;
import org.bouncycastle.asn1.ASN1TaggedObject;
import org.bouncycastle.asn1.BERTags;

/**
 * Checks DER against the ASN.1 module in a document, independently of kxoverd's parsers. Supports
 * only the notation that KXOVER's module uses.
 */
final class Asn1Module {
  private static final Pattern ASSIGNMENT =
      Pattern.compile("(?m)^([A-Z][\\w-]*) ::= ((?:(?!\\n[A-Z\\n])[\\s\\S])*)");
  private static final Pattern FIELD = Pattern.compile("([a-z][\\w-]*)\\s+\\[(\\d+)] (.+?)(,?)");
  private static final Pattern SIZE = Pattern.compile("\\(SIZE \\((\\d+)(?:\\.\\.(\\d+))?\\)\\) ?");

  private final Map<String, String> types = new HashMap<>();

  Asn1Module(String text) {
    Matcher assignment = ASSIGNMENT.matcher(text);
    while (assignment.find()) {
      types.put(assignment.group(1), assignment.group(2).strip());
    }
  }

  /**
   * Checks {@code der} against the type {@code type} of the module.
   *
   * @throws IOException if a value does not fit; the message has the path to it
   */
  void check(String type, byte[] der) throws IOException {
    check(type, type, ASN1Primitive.fromByteArray(der));
  }

  private void check(String path, String type, ASN1Encodable encodable) throws IOException {
    ASN1Primitive value = encodable.toASN1Primitive();
    Matcher size = SIZE.matcher(type);
    String bare = size.replaceAll("").strip();
    if (types.containsKey(bare)) {
      check(path, types.get(bare), value);
    } else if (bare.startsWith("[APPLICATION ")) {
      int number = Integer.parseInt(bare.replaceAll("(?s)\\[APPLICATION (\\d+)].*", "$1"));
      ASN1TaggedObject tagged = ASN1TaggedObject.getInstance(value, BERTags.APPLICATION, number);
      check(path, type.substring(type.indexOf(']') + 1).strip(), tagged.getExplicitBaseObject());
    } else if (bare.startsWith("SEQUENCE {")) {
      fields(path, type, ASN1Sequence.getInstance(value));
    } else if (bare.startsWith("SEQUENCE OF ")) {
      ASN1Sequence elements = ASN1Sequence.getInstance(value);
      bounds(path, type, elements.size());
      for (ASN1Encodable element : elements) {
        check(path + "[]", bare.substring("SEQUENCE OF ".length()), element);
      }
    } else {
      simple(path, type, bare, value);
    }
  }

  private void fields(String path, String type, ASN1Sequence sequence) throws IOException {
    List<ASN1Encodable> left = new ArrayList<>(List.of(sequence.toArray()));
    String[] lines = type.substring(type.indexOf('{') + 1, type.lastIndexOf('}')).split("\n");
    for (String line : lines) {
      Matcher field = FIELD.matcher(line.strip());
      if (field.matches()) {
        String name = path + "." + field.group(1);
        String fieldType = field.group(3).replaceAll(" (OPTIONAL|DEFAULT FALSE)$", "");
        ASN1TaggedObject next = left.isEmpty() ? null : ASN1TaggedObject.getInstance(left.get(0));
        if (next != null && next.hasContextTag(Integer.parseInt(field.group(2)))) {
          check(name, fieldType, next.getExplicitBaseObject());
          left.remove(0);
        } else if (fieldType.equals(field.group(3))) {
          throw new IOException(name + " is missing");
        }
      } else if (line.strip().equals("...")) {
        left.clear();
      } else if (!line.isBlank()) {
        throw new AssertionError("not a field: " + line);
      }
    }
    if (!left.isEmpty()) {
      throw new IOException(path + " has more fields than the module");
    }
  }

  private static void simple(String path, String type, String bare, ASN1Primitive value)
      throws IOException {
    int tag =
        switch (bare.replaceAll(" \\(.*", "")) {
          case "INTEGER" -> BERTags.INTEGER;
          case "BOOLEAN" -> BERTags.BOOLEAN;
          case "OCTET STRING" -> BERTags.OCTET_STRING;
          case "OBJECT IDENTIFIER" -> BERTags.OBJECT_IDENTIFIER;
          case "GeneralizedTime" -> BERTags.GENERALIZED_TIME;
          case "GeneralString" -> BERTags.GENERAL_STRING;
          default -> throw new AssertionError("the module does not define " + bare);
        };
    byte[] der = value.getEncoded();
    if (der[0] != tag) {
      throw new IOException(
          path + " is not of type " + bare + ": " + HexFormat.of().formatHex(der));
    }
    if (value instanceof ASN1OctetString octets) {
      bounds(path, type, octets.getOctets().length);
    }
    if (value instanceof ASN1Integer number && bare.contains("(")) {
      String[] range = bare.replaceAll(".*\\((.*)\\)", "$1").split("\\.\\.");
      long n = number.longValueExact();
      if (n < Long.parseLong(range[0]) || n > Long.parseLong(range[range.length - 1])) {
        throw new IOException(path + " is " + n);
      }
    }
  }

  private static void bounds(String path, String type, int size) throws IOException {
    Matcher bounds = SIZE.matcher(type);
    if (!bounds.find()) {
      return;
    }
    int least = Integer.parseInt(bounds.group(1));
    int most = bounds.group(2) == null ? least : Integer.parseInt(bounds.group(2));
    if (size < least || size > most) {
      throw new IOException(path + " has the size " + size);
    }
  }
}
