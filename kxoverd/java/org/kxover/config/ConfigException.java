package org.kxover.config;

/** A configuration that kxoverd will not start with; the message names the file and the line. */
public final class ConfigException extends Exception {
  private static final long serialVersionUID = 1L;

  ConfigException(String where, String what) {
    super(where + ": " + what);
  }
}
