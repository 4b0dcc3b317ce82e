package org.kxover.event;

import java.util.Locale;

/** The kinds of {@link Event}. An administrator knows them by their words. */
public enum EventType {
  /** The KDC asked where a service is, and has its answer. */
  QUESTION_ANSWERED("2c326a0f57df47d0a788037719d729a7"),
  /** An exchange that we began, or meant to, came to no key. */
  CROSSING_FAILED("f30c1fd99bb64cbcaa97982744fdcd10"),
  /** The first key of a crossover principal is in our database. */
  KEY_MADE("b9bf138c7b504315b3cad128f428e55c"),
  /** A key that follows another is in our database. */
  KEY_ROLLED("0635c91adcf14da0b3df31a6bcd8c9d7"),
  /**
   * The KDC has asked for the key, for the first time since it was made: once for each key of our
   * own users, however many of them use it. Of the other side's keys only its KDC sees the use.
   */
  KEY_USED("0c1c15c8239f4d888ec6acda7ea6b77d"),
  /** A key was over, and is removed from our database. */
  KEY_ENDED("7fdaf4ad7c084e579ff5c2b85a93f3bd"),
  /** Another realm's daemon asked for a key, and gets none. */
  KEY_REFUSED("06b481b752fa44a9867e408cd86d4cac"),
  /** A key in use could not be renewed ahead of its end. */
  ROLLOVER_FAILED("6eb2175b6a744a7b8b1ea94aadbb34d1"),
  /** A kadmin takes requests: the first one, and each that follows. */
  KADMIN_READY("4629bd39dd6447d4ae07a753b6b2e0a3"),
  /** kadmin cannot be started or logged in; told once for each reason in turn. */
  KADMIN_FAILED("5e25c586f43a43dabd937df03940d885"),
  /** The daemon serves its realms. */
  DAEMON_READY("f9b98a596af44117890e7f76c4c0beb1"),
  /** The daemon could not start. */
  START_FAILED("715cf2d9cc0c4fbc9de4400076ad41b2"),
  /** The realms are served with the settings, certificates and keys as they are now. */
  RELOADED("658972cdc7b0447b9980a6f23a163474"),
  /** The settings could not be read again: all goes on with the old ones. */
  RELOAD_FAILED("df0b26a718f943098dcc6f39ffe72b78");

  private final String id;

  EventType(String id) {
    this.id = id;
  }

  /** 128 random bits in 32 hexadecimal digits, by which a journal knows the kind: never changed. */
  public String id() {
    return id;
  }

  /** Whether it belongs into an audit: what became of a key, or of a wish for one. */
  public boolean isAudit() {
    return switch (this) {
      case KEY_MADE, KEY_ROLLED, KEY_USED, KEY_ENDED, KEY_REFUSED -> true;
      default -> false;
    };
  }

  /** Such as {@code key-made}. */
  @Override
  public String toString() {
    return name().toLowerCase(Locale.ROOT).replace('_', '-');
  }
}
