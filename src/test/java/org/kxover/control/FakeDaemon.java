package org.kxover.control;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.kxover.administration.Administration;
import org.kxover.config.ControlSettings;
import org.kxover.config.Settings;
import org.kxover.config.TestSettings;
import org.kxover.event.RecentFailures;
import org.kxover.guard.RefusalTable;

/** A real control socket in a folder, with the realms behind it that a test sets. */
public final class FakeDaemon implements AutoCloseable {
  private static final DaemonReport REPORT =
      new DaemonReport(
          new DaemonReport.User(0, 0, List.of(0L, 27L)),
          List.of(new DaemonReport.Kdc(4711, Duration.ofSeconds(60), 5)),
          Optional.of(Duration.ofSeconds(10)));

  private final Path folder;
  private final RecentFailures failures = new RecentFailures(() -> FakeAdministration.NOW);
  private final RefusalTable refused = new RefusalTable();
  private List<Administration> realms;
  private ControlSocket socket;

  /** Binds nothing yet. The folder is closed to others, as the socket demands. */
  public FakeDaemon(Path folder, Administration... realms) throws IOException {
    Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString("rwxr-x---"));
    this.folder = folder;
    this.realms = List.of(realms);
  }

  public Path path() {
    return folder.resolve("control.sock");
  }

  /** The settings of a daemon that listens there, all others with their defaults. */
  public Settings settings() {
    return TestSettings.daemon()
        .with(ControlSettings.SOCKET, path())
        .with(ControlSettings.UIDS, Set.of())
        .with(ControlSettings.TIMEOUT, Duration.ofSeconds(40))
        .with(ControlSettings.MAX_CONNECTIONS, 8);
  }

  /** Sets what the daemon serves from now on, as a reload does. */
  public void serves(Administration... others) {
    realms = List.of(others);
  }

  public RecentFailures failures() {
    return failures;
  }

  public RefusalTable refused() {
    return refused;
  }

  public FakeDaemon start() throws IOException {
    return start(settings());
  }

  FakeDaemon start(Settings settings) throws IOException {
    socket =
        new ControlSocket(
            settings,
            (Integer) Files.getAttribute(folder, "unix:uid"),
            () -> realms,
            failures,
            () -> REPORT,
            refused,
            () -> FakeAdministration.NOW);
    socket.start();
    return this;
  }

  @Override
  public void close() throws IOException {
    if (socket != null) {
      socket.close();
    }
  }
}
