package org.kxover.check;

import java.util.Locale;
import org.kxover.kerberos.Printable;

/**
 * What a check saw.
 *
 * @param subject what it is about, in a word or a few
 * @param text what was seen, in a line
 * @param advice what to do about it; empty where all is well
 */
public record Finding(Level level, String subject, String text, String advice) {
  private static final int MAX_TEXT = 600;

  /** How much it stands in the way. */
  public enum Level {
    /** It does not. */
    OK,
    /** It may, or could not be told. */
    WARNING,
    /** A crossing fails by it. */
    ERROR;

    @Override
    public String toString() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  /** Makes both texts fit for a terminal: what stands in them may come from a stranger. */
  public Finding {
    text = Printable.line(text, MAX_TEXT);
    advice = Printable.line(advice, MAX_TEXT);
  }
}
