package org.kxover.kerberos;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;

class PrintableTest {
  @Test
  void keepsPrintableAscii() {
    assertEquals("\"A.EXAMPLE ~\"", Printable.quote("A.EXAMPLE ~"));
    assertEquals("\"\"", Printable.quote(""));
  }

  @Test
  void escapesTheRest() {
    assertEquals("\\u000a\\u001b[2J\\u0000\\u007f", Printable.line("\n\u001b[2J\0\u007f", 80));
    assertEquals("\\u00e9\\u2028\\ud83d\\ude00", Printable.line("\u00e9\u2028\ud83d\ude00", 80));
    assertEquals("\"\\\"\\\\\"", Printable.quote("\"\\"));
  }

  @Test
  void differentTextsHaveDifferentQuotes() {
    // Hostile text cannot imitate an escape.
    assertEquals("\"\\\\u000a\"", Printable.quote("\\u000a"));
  }

  @Test
  void aPrintableLineStaysUnchanged() {
    String line = Printable.line("asked for " + Printable.quote("a\"\n"), 80);
    assertEquals("asked for \"a\\\"\\u000a\"", line);
    assertEquals(line, Printable.line(line, 80));
  }

  @Test
  void cutsLongText() {
    assertEquals("abc", Printable.line("abc", 3));
    assertEquals("abc...", Printable.line("abcd", 3));
    String quoted = Printable.quote("\0".repeat(1_000_000));
    assertEquals(2 + 120 * 6 + 3, quoted.length());
    assertTrue(quoted.endsWith("...\""));
  }
}
