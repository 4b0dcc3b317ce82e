package org.kxover.config;

import org.kxover.kerberos.Printable;

/**
 * A value that is not allowed for a setting. The message continues a sentence that begins with the
 * name of the setting.
 */
final class BadValue extends Exception {
  private static final long serialVersionUID = 1L;

  BadValue(String message) {
    super(message);
  }

  static BadValue isNot(String allowed, String value) {
    return new BadValue("is not " + allowed + ": " + Printable.quote(value));
  }
}
