package org.kxover.control;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.kxover.kerberos.Realm;
import org.kxover.lifecycle.RenewalPlan;

/** A daemon that serves A.EXAMPLE, once a test starts it, and a client of it. */
@Timeout(60)
abstract class ControlSocketFixture {
  static final Realm B = new Realm("B.EXAMPLE");
  static final RenewalPlan PLAN =
      new RenewalPlan(RenewalPlan.State.BY_PEER, Optional.empty(), 0, "");

  @TempDir Path folder;
  final FakeAdministration a = new FakeAdministration("A.EXAMPLE");
  FakeDaemon daemon;

  @BeforeEach
  final void daemon() throws IOException {
    daemon = new FakeDaemon(folder, a);
  }

  @AfterEach
  final void close() throws IOException {
    daemon.close();
  }

  final ControlClient.Answer ask(ControlRequest request) throws ControlException {
    return new ControlClient(daemon.path(), Duration.ofSeconds(30)).ask(request);
  }

  static ControlRequest all() {
    return ControlRequest.status(Optional.empty(), Optional.empty(), false);
  }
}
