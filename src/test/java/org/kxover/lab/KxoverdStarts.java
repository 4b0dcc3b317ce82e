package org.kxover.lab;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Optional;

/** How a realm's kxoverd starts: in the process of the tests, as a process, or by its socket. */
final class KxoverdStarts {
  private final Lab lab;
  private final LabRealm realm;
  private final KxoverPrograms programs;
  private Optional<LabClock> clock = Optional.empty();

  KxoverdStarts(Lab lab, LabRealm realm, KxoverPrograms programs) {
    this.lab = lab;
    this.realm = realm;
    this.programs = programs;
  }

  /** Uses this clock from the next start on. */
  void clock(LabClock own) {
    clock = Optional.of(own);
  }

  /**
   * Starts the daemon. It runs in the process of the tests if it can, and as a process otherwise.
   *
   * @param config its settings
   */
  LabRun usual(Path config) throws IOException {
    return mayRunHere() ? InProcessKxoverd.start(config) : process();
  }

  private boolean mayRunHere() {
    return programs.mayRunHere()
        && !lab.hasDaemonsAsProcesses()
        && clock.isEmpty()
        && realm.site().isEmpty();
  }

  private LabProcess process() throws IOException {
    LabCommand daemon = daemon();
    if (clock.isPresent()) {
      daemon.env(clock.get().environment());
    }
    return realm.inside(daemon).start();
  }

  /** It hears SIGHUP, even if the tests run under nohup. A JVM cannot restore that itself. */
  private LabCommand daemon() {
    return programs.kxoverd("--foreground").startedBy("env", "--default-signal=HUP");
  }

  /**
   * Starts systemd-socket-activate, which opens the KDC's socket and starts the daemon.
   *
   * @param twice true if a second daemon gets the socket after the end of the first
   */
  LabProcess bySocket(Path socket, boolean twice) throws IOException {
    return (twice ? KxoverPrograms.twice(daemon()) : daemon())
        .startedBy("systemd-socket-activate", "--fdname=kdc", "--listen=" + socket)
        .start();
  }
}
