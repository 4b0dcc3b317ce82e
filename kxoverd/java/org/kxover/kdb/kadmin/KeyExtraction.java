package org.kxover.kdb.kadmin;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Optional;
import org.kxover.kdb.StoreException;
import org.kxover.kdb.StoreException.Reason;
import org.kxover.kerberos.EncryptionKey;
import org.kxover.kerberos.EncryptionType;
import org.kxover.kerberos.PrincipalName;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Gets a key out of the KDB, by way of a keytab that is there for a moment. */
final class KeyExtraction {
  private static final Logger LOG = LoggerFactory.getLogger(KeyExtraction.class);

  private final KadminRequest requests;
  private final Kadmin kadmin;
  private final Optional<KeyFolder> folder;

  KeyExtraction(KadminRequest requests, Kadmin kadmin, Optional<KeyFolder> folder) {
    this.requests = requests;
    this.kadmin = kadmin;
    this.folder = folder;
  }

  Optional<EncryptionKey> key(PrincipalName name, int kvno, EncryptionType type)
      throws StoreException {
    String doing = "reading the key of " + name;
    Path file = newFile(doing);
    try {
      extract(name, file, doing);
      try (Keytab keytab = Keytab.parse(KeyFolder.take(file), name)) {
        return keytab.key(kvno, type);
      }
    } catch (IOException | KadminSyntaxException e) {
      throw unreadable(doing, e.getMessage(), e);
    } finally {
      wipe(file);
    }
  }

  /** Whatever comes of it, the file may be there. */
  private void extract(PrincipalName name, Path file, String doing) throws StoreException {
    String request = requests.extractKeys(name, file);
    boolean[] able = new boolean[1];
    KadminChild.Reply reply =
        kadmin.read(
            child -> {
              // Asked of the very child that is then told to.
              KadminChild.Reply help = child.run(KadminRequest.helpWithKeytabs());
              able[0] = canExtract(help.stderr());
              return able[0] ? child.run(request) : help;
            },
            doing);
    String said = reply.stderr() + reply.stdout();
    if (!able[0]) {
      throw new StoreException(
          Reason.UNREADABLE, doing + ": this kadmin cannot; that of krb5 1.14 and later can");
    }
    if (!said.isEmpty()) {
      throw new StoreException(
          Reason.UNREADABLE,
          doing
              + ": kadmin said \""
              + KadminLines.quotable(said)
              + '"'
              + KadminAdvice.on(said).map(advice -> "; " + advice).orElse(""));
    }
  }

  private static boolean canExtract(String help) {
    return help.startsWith("Usage: ktadd ") && help.contains(" [-norandkey] ");
  }

  private Path newFile(String doing) throws StoreException {
    if (folder.isEmpty()) {
      throw new StoreException(Reason.UNREADABLE, doing + ": there is no folder for it");
    }
    try {
      return folder.get().newFile();
    } catch (IOException e) {
      throw unreadable(doing, "no file for it in " + folder.get() + ": " + e.getMessage(), e);
    }
  }

  private static void wipe(Path file) {
    try {
      KeyFolder.wipe(file);
    } catch (IOException e) {
      LOG.error("{} has keys, and cannot be deleted: {}", file, e.toString());
    }
  }

  private static StoreException unreadable(String doing, String why, Exception e) {
    return new StoreException(Reason.UNREADABLE, doing + ": " + why, e);
  }
}
