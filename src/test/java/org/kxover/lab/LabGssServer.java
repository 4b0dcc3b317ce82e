package org.kxover.lab;

import java.io.IOException;
import java.time.Duration;

/** Debian's gss-server, which prints each client's name and message. */
public final class LabGssServer {
  private static final Duration LIMIT = Patience.LIMIT;

  private final String service;
  private final int port = Ports.free();
  private final LabProcess process;

  LabGssServer(Lab lab, LabRealm realm, String service) throws IOException {
    this.service = service;
    LabCommand command =
        new LabCommand(
                realm.folder(), "gss-server", "-port", Integer.toString(port), "-verbose", service)
            .env("KRB5_CONFIG", realm.kdc().config().toString())
            .env("KRB5_KTNAME", realm.keytab().toString())
            .env("KRB5RCACHENAME", "file2:" + realm.folder().resolve("rcache"));
    process = lab.closeAtEnd(command.start());
    process.awaitPort(port, LIMIT);
  }

  /**
   * Runs gss-client as {@code user}, who authenticates and sends {@code message} encrypted.
   *
   * @return the output of gss-client
   */
  public String greet(LabUser user, String message) throws IOException {
    return user.program(
            "gss-client", "-port", Integer.toString(port), "127.0.0.1", service, message)
        .run();
  }

  public String log() {
    return process.log();
  }

  /** Waits until the server's output has {@code words}. */
  public void awaitLine(String words) {
    process.awaitLine(words, LIMIT);
  }
}
