package org.kxover.daemon;

import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import org.kxover.config.DatabaseSettings;
import org.kxover.config.KdcSocketSettings;
import org.kxover.config.RealmSettings;
import org.kxover.config.Settings;
import org.kxover.kdb.CrossoverStore;
import org.kxover.kdb.StoreListener;
import org.kxover.kdb.kadm5.Kadm5Store;
import org.kxover.kdb.kadmin.KadminSettings;
import org.kxover.kdb.kadmin.KadminStore;
import org.kxover.kdb.kadmin.KeyFolder;

/** Opens the realms' key databases. Only this class names an implementation of the store. */
final class Databases {
  private static final Duration CHECK_SESSION = Duration.ofMinutes(5);

  private Databases() {}

  /** The database that keys are written into; on a replica, that of the primary. */
  static CrossoverStore open(RealmSettings settings, DaemonContext context) {
    List<String> kadm5 = settings.get(DatabaseSettings.KADM5);
    StoreListener listener =
        new DatabaseEvents(
            settings.realm(),
            kadm5.isEmpty() ? "kadmin" : "kadm5",
            context.events(),
            context.clock());
    Optional<SecureRandom> shared =
        settings.sharesDatabase() ? Optional.of(context.random()) : Optional.empty();
    return kadm5.isEmpty()
        ? new KadminStore(
            settings.realm(),
            commands(settings, settings.get(DatabaseSettings.KADMIN), context),
            context.clock(),
            listener,
            context.storeLocks(),
            shared)
        : new Kadm5Store(
            settings.realm(),
            commands(settings, kadm5, context),
            context.clock(),
            listener,
            context.storeLocks(),
            shared);
  }

  /** On a replica, the copy of the database that the KDC reads; else empty. */
  static Optional<CrossoverStore> copy(RealmSettings settings, DaemonContext context) {
    List<String> command = settings.get(DatabaseSettings.REPLICA);
    return settings.isReplica()
        ? Optional.of(
            new KadminStore(
                settings.realm(), commands(settings, command, context), context.clock()))
        : Optional.empty();
  }

  /** Opens the database that keys are written into, for {@code kxover check}. */
  static CrossoverStore openForCheck(RealmSettings settings, InstantSource clock) {
    List<String> kadm5 = settings.get(DatabaseSettings.KADM5);
    KadminSettings commands =
        new KadminSettings(
            kadm5.isEmpty() ? settings.get(DatabaseSettings.KADMIN) : kadm5,
            settings.kadminEnvironment(),
            settings.get(DatabaseSettings.KADMIN_TIMEOUT),
            0,
            CHECK_SESSION,
            settings.leastFree(),
            Optional.empty(),
            settings.get(DatabaseSettings.KDC_ENCTYPES));
    return kadm5.isEmpty()
        ? new KadminStore(settings.realm(), commands, clock)
        : new Kadm5Store(settings.realm(), commands, clock);
  }

  /** Wipes key files that a crashed daemon left. Call this once, before the first use. */
  static void clear(Settings settings) {
    keyFolder(settings).clear();
  }

  private static KadminSettings commands(
      RealmSettings settings, List<String> command, DaemonContext context) {
    return new KadminSettings(
        command,
        settings.kadminEnvironment(),
        settings.get(DatabaseSettings.KADMIN_TIMEOUT),
        context.maxRequestsOfOneRealm(),
        settings.get(DatabaseSettings.KADMIN_SESSION),
        settings.leastFree(),
        Optional.of(keyFolder(context.settings())),
        settings.get(DatabaseSettings.KDC_ENCTYPES));
  }

  /**
   * The folder for files with keys that kadmin writes. Its parent, that of the KDC's socket, is
   * closed to others.
   */
  private static KeyFolder keyFolder(Settings settings) {
    Path socket = settings.get(KdcSocketSettings.SOCKET).toAbsolutePath();
    return new KeyFolder(socket.resolveSibling("keys"));
  }
}
