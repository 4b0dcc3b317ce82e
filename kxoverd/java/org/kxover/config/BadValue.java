package org.kxover.config;

import org.kxover.kerberos.Printable;

/** A value that a setting cannot have; the message goes on where the setting's name ends. */
final class BadValue extends Exception {
  private static final long serialVersionUID = 1L;

  BadValue(String message) {
    super(message);
  }

  /** {@code value} is none of those that are {@code allowed}. */
  static BadValue isNot(String allowed, String value) {
    return new BadValue("is not " + allowed + ": " + Printable.quote(value));
  }
}
