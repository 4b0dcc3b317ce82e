package org.kxover.config;

/**
 * The configuration has an error, so kxoverd does not start. The message names the file and the
 * line.
 */
public final class ConfigException extends Exception {
  private static final long serialVersionUID = 1L;

  ConfigException(String where, String what) {
    super(where + ": " + what);
  }
}
