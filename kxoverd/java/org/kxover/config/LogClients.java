package org.kxover.config;

/** What the log has of the names of users. */
public enum LogClients {
  /** The whole name. */
  YES,
  /** The realm only. */
  NO,
  /** A keyed hash of the name, and the realm. */
  HASHED
}
