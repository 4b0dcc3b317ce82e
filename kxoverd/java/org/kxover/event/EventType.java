package org.kxover.event;

import java.util.Locale;

/** The kinds of {@link Event}. Logs and documents use the names that {@link #toString} gives. */
public enum EventType {
  /** kxoverd answered a question of our KDC: where is this service? */
  QUESTION_ANSWERED("2c326a0f57df47d0a788037719d729a7"),
  /** A crossing of ours failed, so there is no new key. */
  CROSSING_FAILED("f30c1fd99bb64cbcaa97982744fdcd10"),
  /** The first key of a crossover principal is in our database. */
  KEY_MADE("b9bf138c7b504315b3cad128f428e55c"),
  /** A key that replaces an older one is in our database. */
  KEY_ROLLED("0635c91adcf14da0b3df31a6bcd8c9d7"),
  /**
   * Our KDC asked for a key in the client role for the first time since the key was made. Each key
   * has at most one such event. The use of a key in the service role is seen only by the other
   * realm's KDC.
   */
  KEY_USED("0c1c15c8239f4d888ec6acda7ea6b77d"),
  /** A key expired and was removed from our database. */
  KEY_ENDED("7fdaf4ad7c084e579ff5c2b85a93f3bd"),
  /** We refused a key to another realm's daemon. */
  KEY_REFUSED("06b481b752fa44a9867e408cd86d4cac"),
  /** A key in use could not be renewed. */
  ROLLOVER_FAILED("6eb2175b6a744a7b8b1ea94aadbb34d1"),
  /** A kadmin session is ready: the first one, and each session that replaces it. */
  KADMIN_READY("4629bd39dd6447d4ae07a753b6b2e0a3"),
  /** kadmin cannot start or log in. Repetitions with an unchanged reason are not reported. */
  KADMIN_FAILED("5e25c586f43a43dabd937df03940d885"),
  /** A KDC of the realm was seen with the guard, for the first time or again. */
  KDC_GUARDED("1e904f9c9cc447afa9f14b0d662daa97"),
  /** A KDC of the realm was seen without the guard. */
  KDC_UNGUARDED("a974571b2a9e45c6a7aaa26c4858badb"),
  /** It cannot be told whether a KDC of the realm has the guard. */
  KDC_UNKNOWN("341e48a933e44dfd9c75588364b6f56e"),
  /** The daemon has started and serves its realms. */
  DAEMON_READY("f9b98a596af44117890e7f76c4c0beb1"),
  /** The daemon could not start. */
  START_FAILED("715cf2d9cc0c4fbc9de4400076ad41b2"),
  /** The daemon has read its settings, certificates and keys again and uses them. */
  RELOADED("658972cdc7b0447b9980a6f23a163474"),
  /** The settings could not be read again. The daemon keeps the old ones. */
  RELOAD_FAILED("df0b26a718f943098dcc6f39ffe72b78");

  private final String id;

  EventType(String id) {
    this.id = id;
  }

  /** The journal's MESSAGE_ID: 128 random bits in 32 hexadecimal digits. It must never change. */
  public String id() {
    return id;
  }

  /** True for events that an audit needs: keys that were made, used, removed or refused. */
  public boolean isAudit() {
    return switch (this) {
      case KEY_MADE, KEY_ROLLED, KEY_USED, KEY_ENDED, KEY_REFUSED -> true;
      default -> false;
    };
  }

  /** Returns the name for logs and documents, for example {@code key-made}. */
  @Override
  public String toString() {
    return name().toLowerCase(Locale.ROOT).replace('_', '-');
  }
}
