package org.kxover.kdb.kadmin;

import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/**
 * What to do about the most frequent errors of kadmin. kxoverd adds this advice to kadmin's own
 * message.
 */
public enum KadminAdvice {
  DAMAGED(
      "the database is damaged: restore it from a backup with kdb5_util load",
      "incomplete or corrupted",
      "Database format error",
      "MDB_CORRUPTED",
      "MDB_INVALID",
      "MDB_PAGE_NOTFOUND",
      "MDB_NOTFOUND"),
  MAP_FULL(
      "the LMDB database is as large as its mapsize allows: raise mapsize (megabytes, 128 if it is"
          + " not set) in the database's section of [dbmodules] in kdc.conf, then restart the KDC,"
          + " kadmind and kxoverd together",
      "MDB_MAP_FULL"),
  MAP_RESIZED(
      "the LMDB database has grown beyond the mapsize that this program began with: restart the KDC,"
          + " kadmind and kxoverd together",
      "MDB_MAP_RESIZED"),
  READERS_FULL(
      "programs that were killed still hold places in the LMDB database's table of readers: run"
          + " \"mdb_stat -n -rr FILE\" of Debian's lmdb-utils with the database's .mdb file",
      "MDB_READERS_FULL"),
  FULL(
      "the database's file system is full: make room",
      "No space left on device",
      "File too large",
      "Disk quota exceeded"),
  RUN_FOLDER_FULL(
      "the file system of the KDC's socket, to which kadmin also exports keys, may be full:"
          + " make room",
      "while adding key to keytab"),
  NOT_WRITABLE(
      "let the user that kadmin or kadmind runs as write the database, its lock files and its file"
          + " system",
      "Insufficient access to lock database",
      "Read-only file system",
      "Permission denied"),
  GONE(
      "the database or its stash file is missing, or krb5_config or kdc_profile names the wrong"
          + " place: put the file back, or correct the setting",
      "No such file or directory",
      "LMDB file "),
  NO_ANSWER(
      "if another program, such as kdb5_util, holds the database's lock, wait until it ends; if"
          + " kadmin is remote, check that kadmind and the realm's KDC are running",
      "no answer in time",
      "it is not logged in yet"),
  NOT_REACHED(
      "check that kadmind and the realm's KDC are running, and that krb5_config has their"
          + " addresses",
      "Cannot contact any KDC",
      "Cannot resolve network address",
      "Cannot find KDC",
      "Connection refused",
      "Communication failure with server",
      "GSS-API (or Kerberos) error"),
  NOT_ALLOWED(
      "kadm5.acl does not allow it: doc/INSTALL.md lists the rights that kxoverd needs",
      "Operation requires ``",
      "Insufficient authorization"),
  ENCRYPTION_TYPE(
      "encryption_types may list only types that this realm's KDC supports",
      "while parsing keysalts",
      "encryption type");

  private final String text;
  private final List<String> phrases;

  KadminAdvice(String text, String... phrases) {
    this.text = text;
    this.phrases = List.of(phrases);
  }

  /** The first advice that fits a message of kadmin, or a {@link ChildException}'s message. */
  public static Optional<String> on(String message) {
    return Arrays.stream(values())
        .filter(advice -> advice.phrases.stream().anyMatch(message::contains))
        .map(advice -> advice.text)
        .findFirst();
  }
}
