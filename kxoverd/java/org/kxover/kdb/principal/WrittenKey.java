package org.kxover.kdb.principal;

import java.util.List;
import java.util.Set;
import org.kxover.kdb.CrossoverKey;
import org.kxover.kdb.StoreException;
import org.kxover.kdb.StoreException.Reason;

/** Reads a key back and compares it with what was written. */
final class WrittenKey {
  private final KeyReader reader;

  WrittenKey(KeyReader reader) {
    this.reader = reader;
  }

  /**
   * Checks that the KDB has this key under this kvno, with its string attributes, and that nobody
   * blocked the principal.
   *
   * @return the principal as the KDB has it
   */
  CrossoverEntry require(CrossoverKey key) throws StoreException {
    CrossoverEntry written = reader.read(key.name(), key.role()).orElseThrow(() -> gone(key));
    if (written.isBlocked()) {
      throw new StoreException(
          Reason.REFUSED,
          "writing the key of " + key.name() + ": an administrator blocked the realm meanwhile");
    }
    List<String> types = written.entry().keys().get(key.kvno());
    if (written.entry().highestKvno() != key.kvno()) {
      throw notAsWritten(key, "the highest kvno is " + written.entry().highestKvno());
    }
    if (types == null
        || types.size() != key.etypes().size()
        || !Set.copyOf(types).equals(CrossoverEntry.mitNames(key.etypes()))) {
      throw notAsWritten(
          key,
          "its etypes are "
              + types
              + "; encryption_types may list only types that this KDC supports");
    }
    if (!StringAttributes.marker(key.role()).equals(written.strings().get(StringAttributes.MARKER))
        || !written.strings().entrySet().containsAll(StringAttributes.ofKey(key).entrySet())) {
      throw notAsWritten(key, "its string attributes differ");
    }
    return written;
  }

  static StoreException gone(CrossoverKey key) {
    return notAsWritten(
        key, "the principal has disappeared; check whether another program deletes it");
  }

  static StoreException notAsWritten(CrossoverKey key, String why) {
    return new StoreException(
        Reason.UNCERTAIN,
        "writing the key of "
            + key.name()
            + ", kvno "
            + key.kvno()
            + ": the KDB does not hold what was written: "
            + why
            + "; check with kadmin's getprinc and getstrs");
  }
}
