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

/** Reads a key from the KDB through a short-lived keytab file. */
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
    String action = "reading the key of " + name;
    Path file = newFile(action);
    try {
      extract(name, file, action);
      try (Keytab keytab = Keytab.parse(KeyFolder.readAndWipe(file), name)) {
        return keytab.key(kvno, type);
      }
    } catch (IOException | KadminSyntaxException e) {
      throw unreadable(action, e.getMessage(), e);
    } finally {
      wipe(file);
    }
  }

  /** The file may exist even if this throws. */
  private void extract(PrincipalName name, Path file, String action) throws StoreException {
    String request = requests.extractKeys(name, file);
    boolean[] supported = new boolean[1];
    KadminChild.Reply reply =
        kadmin.read(
            child -> {
              // One child must answer both requests, because another kadmin may lack the option.
              KadminChild.Reply usage = child.run(KadminRequest.ktaddUsage());
              supported[0] = canExtract(usage.stderr());
              return supported[0] ? child.run(request) : usage;
            },
            action);
    String output = reply.stderr() + reply.stdout();
    if (!supported[0]) {
      throw new StoreException(
          Reason.UNREADABLE,
          action + ": this kadmin cannot export a key without changing it; use krb5 1.14 or later");
    }
    if (!output.isEmpty()) {
      throw new StoreException(
          Reason.UNREADABLE,
          action
              + ": kadmin said \""
              + KadminLines.quotable(output)
              + '"'
              + KadminAdvice.on(output).map(advice -> "; " + advice).orElse(""));
    }
  }

  private static boolean canExtract(String usage) {
    return usage.startsWith("Usage: ktadd ") && usage.contains(" [-norandkey] ");
  }

  private Path newFile(String action) throws StoreException {
    if (folder.isEmpty()) {
      throw new StoreException(
          Reason.UNREADABLE, action + ": no folder for exported keys is configured");
    }
    try {
      return folder.get().newFile();
    } catch (IOException e) {
      throw unreadable(
          action, "cannot create a file in " + folder.get() + ": " + e.getMessage(), e);
    }
  }

  private static void wipe(Path file) {
    try {
      KeyFolder.wipe(file);
    } catch (IOException e) {
      LOG.error("{} holds keys and cannot be deleted: {}; delete it by hand", file, e.toString());
    }
  }

  private static StoreException unreadable(String action, String why, Exception e) {
    return new StoreException(Reason.UNREADABLE, action + ": " + why, e);
  }
}
