package org.kxover.check;

import java.util.Locale;
import org.kxover.kerberos.Printable;

/**
 * A result of a check.
 *
 * @param subject what was checked, in a few words
 * @param text the result, in one line
 * @param advice what to do about it; empty if there is nothing to do
 */
public record Finding(Level level, String subject, String text, String advice) {
  private static final int MAX_TEXT = 600;

  /** The severity of a finding. */
  public enum Level {
    /** Nothing is wrong. */
    OK,
    /** A crossing may fail, or the check had no result. */
    WARNING,
    /** A crossing fails. */
    ERROR;

    @Override
    public String toString() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  /**
   * Makes both texts safe to print on a terminal, because parts of them may come from strangers.
   */
  public Finding {
    text = Printable.line(text, MAX_TEXT);
    advice = Printable.line(advice, MAX_TEXT);
  }
}
