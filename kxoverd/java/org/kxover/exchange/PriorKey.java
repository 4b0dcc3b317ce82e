package org.kxover.exchange;

import org.kxover.kerberos.EncryptionKey;

/**
 * The current key of a crossover, from this side's database, that is mixed into the next key.
 *
 * @param kvno 1 to {@value Agreement#MAX_KVNO}
 * @param key the key of one encryption type
 */
public record PriorKey(int kvno, EncryptionKey key) implements AutoCloseable {
  /** Wipes the key. */
  @Override
  public void close() {
    key.close();
  }
}
