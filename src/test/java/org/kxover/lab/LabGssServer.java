package org.kxover.lab;

import java.io.IOException;
import java.time.Duration;

/** Debian's gss-server, which tells every client's message and name on its output. */
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
    process = lab.closing(command.start());
    process.awaitPort(port, LIMIT);
  }

  /** Lets {@code user} authenticate and send {@code message} encrypted; what gss-client said. */
  public String greet(LabUser user, String message) throws IOException {
    return user.program(
            "gss-client", "-port", Integer.toString(port), "127.0.0.1", service, message)
        .run();
  }

  /** What the server has said. */
  public String log() {
    return process.log();
  }

  /** Waits until the server has said {@code words}. */
  public void awaitLine(String words) {
    process.awaitLine(words, LIMIT);
  }
}
