package org.kxover.daemon;

import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.Timeout;
import org.kxover.daemon.FaultWorld.Phase;

/** A daemon is killed before each step of its kxover-kadm5-local, and after the last one. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@Timeout(600)
class Kadm5FaultIT extends FaultIT {
  @Override
  FaultWorld world() throws Exception {
    return new FaultWorld(true);
  }

  /** A key is one change. */
  @Override
  int leastSteps() {
    return 4;
  }

  // Not tests here: these faults are the connection's, whichever program changes the databases.

  @Override
  void theConnectionIsCutAtEachPiece(Phase phase) {}

  @Override
  void aDaemonIsKilledAsEachPieceComes(Phase phase) {}

  @Override
  void thePeerFallsSilent(Phase phase) {}
}
