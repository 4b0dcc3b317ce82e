package org.kxover.kdb.kadmin;

import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/**
 * What to do about the errors of kadmin that an administrator is most likely to meet. Its own words
 * are always told too: these only say where to look.
 */
enum KadminAdvice {
  DAMAGED(
      "the database is damaged: restore it from a backup with kdb5_util load",
      "incomplete or corrupted",
      "Database format error"),
  FULL(
      "its file system is full: make room",
      "No space left on device",
      "File too large",
      "Disk quota exceeded"),
  RUN_FOLDER_FULL(
      "the file system of the KDC's socket, beside which keys are read, may be full: make room",
      "while adding key to keytab"),
  NOT_WRITABLE(
      "let the user that kadmin or kadmind runs as write the database, its lock files and its file"
          + " system",
      "Insufficient access to lock database",
      "Read-only file system",
      "Permission denied"),
  GONE(
      "the database or its stash file is gone, or not where krb5_config and kdc_profile say: put it"
          + " back, or correct that",
      "No such file or directory"),
  NO_ANSWER(
      "if another program holds the database's lock, such as kdb5_util, let it end; where kadmin is"
          + " a remote one, see that kadmind and the realm's KDC are running",
      "no answer in time",
      "it is not logged in yet"),
  NOT_REACHED(
      "see that kadmind and the realm's KDC are running, and that krb5_config says where",
      "Cannot contact any KDC",
      "Cannot resolve network address",
      "Cannot find KDC",
      "Connection refused",
      "Communication failure with server",
      "GSS-API (or Kerberos) error"),
  NOT_ALLOWED(
      "kadm5.acl does not allow it: README.md has the list",
      "Operation requires ``",
      "Insufficient authorization"),
  ENCRYPTION_TYPE(
      "let encryption_types list only what this realm's KDC has",
      "while parsing keysalts",
      "encryption type");

  private final String words;
  private final List<String> signs;

  KadminAdvice(String words, String... signs) {
    this.words = words;
    this.signs = List.of(signs);
  }

  /** The first piece of advice on what kadmin said, or was said of it. */
  static Optional<String> on(String said) {
    return Arrays.stream(values())
        .filter(advice -> advice.signs.stream().anyMatch(said::contains))
        .map(advice -> advice.words)
        .findFirst();
  }
}
