package org.kxover.policy;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.IDN;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;

/**
 * Mozilla's Public Suffix List without its private suffixes, because one company controls all names
 * below a private suffix. It keeps the octets of the rules as they come, and a hash table of where
 * they begin: 0.3 MB. The tree of objects of the library that brings the list takes 6 MB and, right
 * after the start, most of a second of a busy machine.
 *
 * <p>Source: <a href="https://github.com/publicsuffix/list/wiki/Format">format and algorithm</a>.
 */
final class PublicSuffixes {
  private static final String LIST = "/effective_tld_names.dat";
  private static final String BEGIN = "// ===BEGIN ICANN DOMAINS===";
  private static final String END = "// ===END ICANN DOMAINS===";
  private static final String PUNYCODE = "xn--";

  /** A power of two, more than twice the number of rules. */
  private static final int SLOTS = 1 << 15;

  private static final byte END_OF_RULE = '\n';

  private static final PublicSuffixes INSTANCE = load();

  /** The rules, each with its end. */
  private byte[] rules;

  private int length;
  private int count;

  /** For each slot, 1 + the index in {@link #rules} where its rule begins, or 0 without a rule. */
  private final int[] table = new int[SLOTS];

  private PublicSuffixes(byte[] list) {
    rules = new byte[list.length + 1];
    boolean inside = false;
    int at = 0;
    while (at < list.length) {
      int end = endOfLine(list, at);
      if (is(list, at, end, END)) {
        break;
      }
      if (inside && end > at && list[at] != '/') {
        add(list, at, end);
      }
      inside |= is(list, at, end, BEGIN);
      at = end + 1;
    }
    if (count == 0 || at >= list.length) {
      throw new IllegalStateException(LIST + " has no rules between " + BEGIN + " and " + END);
    }
    rules = Arrays.copyOf(rules, length);
  }

  private static PublicSuffixes load() {
    try (InputStream in = PublicSuffixes.class.getResourceAsStream(LIST)) {
      if (in == null) {
        throw new IllegalStateException(LIST + " is not on the class path");
      }
      return new PublicSuffixes(in.readAllBytes());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** The list of the library on the class path. */
  static PublicSuffixes list() {
    return INSTANCE;
  }

  private static int endOfLine(byte[] list, int at) {
    int end = at;
    while (end < list.length && list[end] != '\n') {
      end++;
    }
    return end;
  }

  private static boolean is(byte[] list, int at, int end, String text) {
    return end - at >= text.length()
        && list[at] == '/'
        && new String(list, at, text.length(), StandardCharsets.UTF_8).equals(text);
  }

  /** A rule ends at the first white space of its line. */
  private void add(byte[] list, int at, int endOfLine) {
    int begin = length;
    for (int i = at; i < endOfLine && !isSpace(list[i]); i++) {
      rules[length++] = list[i];
    }
    if (length == begin) {
      return;
    }
    int slot = hash(rules, begin, length);
    rules[length++] = END_OF_RULE;
    while (table[slot] != 0) {
      slot = (slot + 1) % SLOTS;
    }
    table[slot] = begin + 1;
    count++;
    if (count > SLOTS / 2) {
      throw new IllegalStateException(LIST + " has more than " + SLOTS / 2 + " rules");
    }
  }

  /** Octets of UTF-8 beyond ASCII are negative. */
  private static boolean isSpace(byte octet) {
    return octet >= 0 && octet <= ' ';
  }

  private static int hash(byte[] octets, int begin, int end) {
    int hash = 1;
    for (int i = begin; i < end; i++) {
      hash = 31 * hash + octets[i];
    }
    return (hash ^ (hash >>> 16)) & (SLOTS - 1);
  }

  private boolean has(String rule) {
    byte[] octets = rule.getBytes(StandardCharsets.UTF_8);
    for (int slot = hash(octets, 0, octets.length); table[slot] != 0; slot = (slot + 1) % SLOTS) {
      int begin = table[slot] - 1;
      int end = begin + octets.length;
      if (end < rules.length
          && rules[end] == END_OF_RULE
          && Arrays.equals(rules, begin, end, octets, 0, octets.length)) {
        return true;
      }
    }
    return false;
  }

  /** All rules, for a test. */
  List<String> rules() {
    return new String(rules, StandardCharsets.UTF_8).lines().toList();
  }

  /**
   * The public suffix of a name. The last label is one where no rule fits.
   *
   * @param name of a host or realm, in lower case; internationalised labels are in Punycode
   */
  String of(String name) {
    // The list has such labels in Unicode.
    String shown = name.contains(PUNYCODE) ? IDN.toUnicode(name, IDN.ALLOW_UNASSIGNED) : name;
    int left = labels(shown);
    String suffix = shown;
    while (left > 1) {
      String parent = suffix.substring(suffix.indexOf('.') + 1);
      if (has("!" + suffix)) {
        left--;
        break;
      }
      if (has(suffix) || has("*." + parent)) {
        break;
      }
      suffix = parent;
      left--;
    }
    return last(name, left);
  }

  private static int labels(String name) {
    return 1 + (int) name.chars().filter(c -> c == '.').count();
  }

  /** The last labels of a name; the whole name if it has no more. */
  static String last(String name, int labels) {
    int at = name.length();
    for (int i = 0; i < labels && at >= 0; i++) {
      at = name.lastIndexOf('.', at - 1);
    }
    return name.substring(at + 1);
  }
}
