package org.kxover.kdb;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.kxover.kdb.TestKeys.NOW;
import static org.kxover.kdb.TestKeys.PASSWORD;

import java.time.Duration;
import java.time.InstantSource;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.kxover.kdb.StoreException.Reason;
import org.kxover.kerberos.EncryptionType;
import org.kxover.kerberos.KerberosTime;
import org.kxover.kerberos.PrincipalName;

/**
 * A store and its database, of realm A.EXAMPLE and empty. A subclass creates the implementation's
 * database, and acts as the administrator.
 */
public abstract class StoreFixture {
  static final Duration LIFETIME = Duration.ofDays(30);
  static final Duration SECOND = Duration.ofSeconds(1);
  static final EncryptionType TYPE = EncryptionType.AES256_CTS_HMAC_SHA1_96;
  static final int WRITERS = 4;

  KerberosTime now = NOW;
  CrossoverStore store;

  /**
   * Opens a store in the database. It gives out keys, and accepts {@value #WRITERS} or more calls
   * at once.
   */
  protected abstract CrossoverStore open(InstantSource clock) throws Exception;

  /** An administrator adds that crossover by hand. */
  protected abstract void keyByHand(PrincipalName name) throws Exception;

  protected abstract void closeByHand(PrincipalName name) throws Exception;

  /** As {@code kxover block} does. */
  protected abstract void block(PrincipalName name) throws Exception;

  /** A crash stops the first write of that crossover. */
  protected abstract void leaveHalfMade(PrincipalName name) throws Exception;

  protected abstract void breakReading() throws Exception;

  /** The whole content of the database, to detect changes. */
  protected abstract String everything() throws Exception;

  @BeforeEach
  final void openTheStore() throws Exception {
    store = open(() -> now.instant());
  }

  @AfterEach
  final void closeTheStore() {
    store.close();
  }

  static String password(int n) {
    return String.valueOf((char) ('a' + n)).repeat(64);
  }

  interface Call {
    void run() throws Exception;
  }

  static void assertFails(Reason reason, Call call) {
    StoreException e = assertThrows(StoreException.class, call::run);
    assertEquals(reason, e.reason(), e.getMessage());
    assertFalse(e.getMessage().contains(PASSWORD), e.getMessage());
  }

  /** Also asserts that the database is not changed. */
  void assertRefused(Reason reason, Call call) throws Exception {
    String before = everything();
    assertFails(reason, call);
    assertEquals(before, everything());
  }
}
