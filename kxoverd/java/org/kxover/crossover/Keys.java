package org.kxover.crossover;

import java.time.Duration;
import java.util.Arrays;
import org.kxover.config.RealmSettings;
import org.kxover.exchange.Agreement;
import org.kxover.kdb.CrossoverKey;
import org.kxover.kdb.CrossoverStore;
import org.kxover.kdb.Role;
import org.kxover.kdb.StoreException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** From an agreement to the database, with the log line that says so. */
final class Keys {
  private static final Logger LOG = LoggerFactory.getLogger(Keys.class);

  private Keys() {}

  static void write(
      CrossoverStore store, Agreement agreement, Role role, RealmSettings settings, String peer)
      throws StoreException {
    byte[] password = agreement.password().ascii();
    try (CrossoverKey key =
        new CrossoverKey(
            agreement.crossover(),
            role,
            agreement.kvno(),
            password,
            agreement.encryptionTypes(),
            agreement.from(),
            agreement.till(),
            ticketLife(agreement, role, settings.maxTicketLife()),
            peer,
            agreement.namedGroup())) {
      store.write(key);
    } finally {
      Arrays.fill(password, (byte) 0);
    }
    LOG.info(
        "wrote {} kvno {}, in force till {}, etypes {}, agreed with {} over {}",
        agreement.crossover(),
        agreement.kvno(),
        agreement.till(),
        agreement.encryptionTypes(),
        peer,
        agreement.namedGroup());
  }

  /** The service's KDC issues nothing under the key: a peer's short life is no trouble for it. */
  private static Duration ticketLife(Agreement agreement, Role role, Duration own) {
    Duration whole = Duration.between(agreement.from().instant(), agreement.till().instant());
    return role == Role.SERVICE && whole.compareTo(own) < 0 ? whole : own;
  }
}
