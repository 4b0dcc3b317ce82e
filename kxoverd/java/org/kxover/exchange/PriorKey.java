package org.kxover.exchange;

import org.kxover.kerberos.EncryptionKey;

/**
 * The key of the same crossover that the next one follows, as a side's database has it.
 *
 * @param kvno 1 to {@value Agreement#MAX_KVNO}
 * @param key of one of its types
 */
public record PriorKey(int kvno, EncryptionKey key) implements AutoCloseable {
  /** Wipes the key. */
  @Override
  public void close() {
    key.close();
  }
}
