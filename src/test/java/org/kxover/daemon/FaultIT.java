package org.kxover.daemon;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.kxover.daemon.FaultWorld.Phase;
import org.kxover.daemon.FaultWorld.Side;
import org.kxover.lab.DyingKadmin;
import org.kxover.lab.DyingKadmin.Moment;
import org.kxover.lab.DyingKadmin.Target;
import org.kxover.lab.FaultTable;
import org.kxover.lab.LabRelay.Fault;
import org.kxover.lab.LabRelay.Piece;
import org.kxover.lab.LabRelay.Sender;
import org.kxover.lab.ShortForm;

/**
 * Kills real daemons, and breaks the connection between them, at each step of an exchange and of a
 * rollover. An undisturbed run gives the steps: a daemon's commands to its kadmin, and the pieces
 * of data on the connection. After each fault a new user asks for a ticket.
 *
 * <p>A daemon is killed before each step and after the last step. This covers every state that it
 * can leave, because the state after a step is the state before the next step. A short run tries
 * some of the steps.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@Timeout(600)
class FaultIT {
  private static final int ATTEMPTS = 6;
  private static final int NEVER = 1_000_000;
  private static final List<Fault> CUTS =
      List.of(Fault.CUT_BEFORE_IT, Fault.CUT_IN_ITS_MIDDLE, Fault.CUT_AFTER_IT);
  private static final FaultTable TABLE = new FaultTable("daemons");

  private FaultWorld world;

  @BeforeAll
  void startWorld() throws Exception {
    world = world();
  }

  /** Another test has another world. */
  FaultWorld world() throws Exception {
    return new FaultWorld(false);
  }

  @AfterAll
  void closeWorld() throws Exception {
    System.out.println("the result of each fault: " + TABLE.write());
    world.close();
  }

  /** So many steps, or more, has an exchange or a rollover on either side. */
  int leastSteps() {
    return 9;
  }

  private interface Act {
    void run() throws Exception;
  }

  /** Prints the logs if {@code act} fails. */
  private void withLogs(Act act) throws Exception {
    try {
      act.run();
    } catch (Exception | AssertionError e) {
      System.err.println(world.logs());
      throw e;
    }
  }

  /**
   * The daemon's commands to its kadmin in the phase. Key maintenance also reads a key some seconds
   * after it was made, so two rounds must have the same commands.
   */
  private List<String> kadminSteps(Phase phase, Side side) throws Exception {
    List<String> steps = List.of();
    for (int i = 0; i < ATTEMPTS; i++) {
      world.prepare(phase);
      DyingKadmin kadmin = world.kadmin(side);
      kadmin.dieAt(NEVER, Moment.BEFORE, Target.DAEMON);
      assertEquals("served", world.ask());
      world.relay().awaitEnd();
      kadmin.disarm();
      world.assertAllKeysAreRemovedAtTheirEnd();
      if (steps.equals(kadmin.steps())) {
        return steps;
      }
      steps = kadmin.steps();
    }
    throw new AssertionError("no two rounds have the same steps: " + steps);
  }

  @ParameterizedTest
  @CsvSource({"EXCHANGE,A", "EXCHANGE,B", "ROLLOVER,A", "ROLLOVER,B"})
  void aDaemonIsKilledAtEachStepOfItsKadmin(Phase phase, Side side) throws Exception {
    withLogs(
        () -> {
          List<String> steps = kadminSteps(phase, side);
          assertTrue(steps.size() >= leastSteps(), steps.toString());
          for (int step : ShortForm.DAEMON_FAULTS.of(steps.size() + 1).toArray()) {
            if (step < steps.size()) {
              killAt(phase, side, steps, step, Moment.BEFORE);
            } else {
              killAt(phase, side, steps, step - 1, Moment.AFTER);
            }
          }
        });
  }

  private void killAt(Phase phase, Side side, List<String> steps, int step, Moment moment)
      throws Exception {
    DyingKadmin kadmin = world.kadmin(side);
    for (int i = 0; i < ATTEMPTS; i++) {
      world.prepare(phase);
      kadmin.dieAt(step, moment, Target.DAEMON);
      String atOnce = world.ask();
      // The user is served before B has recorded the acknowledgement.
      world.relay().awaitEnd();
      assertTrue(kadmin.hasDied(), "step " + step + " was not reached: " + kadmin.steps());
      world.assertBHasEveryKeyOfA();
      world.restart(side);
      String next = world.assertRepaired();
      world.assertAllKeysAreRemovedAtTheirEnd();
      if (kadmin.steps().equals(steps.subList(0, step + 1))) {
        TABLE.add(
            "daemon of " + side,
            phase.toString(),
            "kadmin " + (step + 1) + ": " + steps.get(step),
            "killed " + (moment == Moment.BEFORE ? "before it" : "after it"),
            atOnce,
            next);
        return;
      }
      // A daemon tries all rights in the first exchange after its start. The repair had no exchange
      // if the key was there.
      assertEquals("served", world.ask());
      world.assertAllKeysAreRemovedAtTheirEnd();
    }
    throw new AssertionError("other steps always came before step " + step + ": " + kadmin.steps());
  }

  /** The pieces on the connection in the phase, of both directions, in the order of arrival. */
  private List<Piece> pieces(Phase phase) throws Exception {
    world.prepare(phase);
    world.relay().passAll();
    assertEquals("served", world.ask());
    world.relay().awaitEnd();
    List<Piece> pieces = world.relay().pieces();
    world.assertAllKeysAreRemovedAtTheirEnd();
    assertTrue(pieces.size() >= 12, pieces.toString());
    return pieces;
  }

  private void breakAt(Phase phase, Piece piece, Fault fault) throws Exception {
    world.prepare(phase);
    world.relay().breakAt(piece.sender(), piece.number(), fault, () -> {});
    String atOnce = world.ask();
    world.relay().awaitEnd();
    assertFalse(world.relay().isFaultPending(), piece + " did not come");
    world.assertBHasEveryKeyOfA();
    String next = world.assertRepaired();
    world.assertAllKeysAreRemovedAtTheirEnd();
    TABLE.add("connection", phase.toString(), piece.toString(), fault.toString(), atOnce, next);
  }

  @ParameterizedTest
  @EnumSource(Phase.class)
  void theConnectionIsCutAtEachPiece(Phase phase) throws Exception {
    withLogs(
        () -> {
          List<Piece> pieces = pieces(phase);
          for (int cut : ShortForm.DAEMON_FAULTS.of(pieces.size() * CUTS.size()).toArray()) {
            breakAt(phase, pieces.get(cut / CUTS.size()), CUTS.get(cut % CUTS.size()));
          }
        });
  }

  /** Kills the receiver of each piece. For the sender, the connection is cut. */
  @ParameterizedTest
  @EnumSource(Phase.class)
  void aDaemonIsKilledAsEachPieceComes(Phase phase) throws Exception {
    withLogs(
        () -> {
          for (Piece piece : ShortForm.DAEMON_FAULTS.of(pieces(phase))) {
            Side side = piece.sender() == Sender.CLIENT ? Side.B : Side.A;
            ProcessHandle daemon = world.realm(side).kxoverd().handle();
            world.prepare(phase);
            world
                .relay()
                .breakAt(
                    piece.sender(), piece.number(), Fault.CUT_BEFORE_IT, daemon::destroyForcibly);
            String atOnce = world.ask();
            world.relay().awaitEnd();
            assertFalse(world.relay().isFaultPending(), piece + " did not come");
            world.assertBHasEveryKeyOfA();
            world.restart(side);
            String next = world.assertRepaired();
            world.assertAllKeysAreRemovedAtTheirEnd();
            TABLE.add(
                "daemon of " + side,
                phase.toString(),
                piece.toString(),
                "killed before it",
                atOnce,
                next);
          }
        });
  }

  private void timeouts(String limit) throws Exception {
    for (Side side : Side.values()) {
      for (String wait : List.of("handshake", "message", "idle")) {
        world.realm(side).kxoverd().common("listen", wait + "_timeout", limit);
      }
      world.restart(side);
    }
  }

  /** Uses short timeouts, and only every third piece, to save time. */
  @ParameterizedTest
  @EnumSource(Phase.class)
  void thePeerFallsSilent(Phase phase) throws Exception {
    withLogs(
        () -> {
          timeouts("4s");
          try {
            List<Piece> pieces = pieces(phase);
            for (int i : ShortForm.DAEMON_FAULTS.of((pieces.size() + 2) / 3).toArray()) {
              breakAt(phase, pieces.get(3 * i), Fault.SILENCE);
            }
          } finally {
            timeouts("10s");
          }
        });
  }
}
