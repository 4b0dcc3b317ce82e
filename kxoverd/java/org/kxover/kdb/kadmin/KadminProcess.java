package org.kxover.kdb.kadmin;

import java.io.IOException;
import java.io.OutputStream;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;

/**
 * A kadmin child process and its three pipes: sends octets, waits for output, and ends the process.
 */
final class KadminProcess implements AutoCloseable {
  /**
   * The most octets that one request may print on stderr and, unless it is a listing, on stdout.
   */
  static final int MAX_OUTPUT = 1 << 20;

  private final ChildProcess process;
  private final OutputStream stdin;
  private final Object monitor = new Object();
  private final int maxOutput;
  private final ChildOutput stdout;
  private final ChildOutput stderr = new ChildOutput(monitor, MAX_OUTPUT);
  private boolean stdinClosed;
  private boolean secretSent;

  private KadminProcess(ChildProcess process, int maxOutput) {
    this.process = process;
    this.maxOutput = maxOutput;
    this.stdout = new ChildOutput(monitor, maxOutput);
    this.stdin = process.stdin();
    stdout.read(process.stdout(), "kadmin-stdout");
    stderr.read(process.stderr(), "kadmin-stderr");
  }

  /**
   * @param maxOutput the most octets that one request may print on stdout
   */
  static KadminProcess start(KadminSettings settings, int maxOutput) throws ChildException {
    return start(settings.command(), settings.environment(), maxOutput);
  }

  /** As {@link #start(KadminSettings, int)}, with another program beside kadmin. */
  static KadminProcess start(List<String> command, Map<String, String> environment, int maxOutput)
      throws ChildException {
    return ChildProcess.start(
        command, environment, process -> new KadminProcess(process, maxOutput));
  }

  ChildOutput stdout() {
    return stdout;
  }

  ChildOutput stderr() {
    return stderr;
  }

  ProcessHandle handle() {
    return process.handle();
  }

  boolean isAlive() {
    return process.isAlive();
  }

  /** Runs {@code action} when the child has ended, for whatever reason. */
  void onEnd(Runnable action) {
    process.onEnd(action);
  }

  /**
   * Sends {@code octets}. Does not block: they fit into the pipe, because nothing more is sent
   * before the child has answered. If the write fails, the child has ended or is about to. {@link
   * #await} then reports the reason, once all output is read.
   */
  void send(byte[]... octets) {
    try {
      for (byte[] part : octets) {
        stdin.write(part);
      }
      stdin.flush();
    } catch (IOException e) {
      stdinClosed = true;
    }
  }

  /** As {@link #send}, but keeps the child's output out of error messages until {@link #wipe()}. */
  void sendSecret(byte[]... octets) {
    secretSent = true;
    send(octets);
  }

  /** Waits until {@code done} returns true; it is called again after each new output. */
  void await(BooleanSupplier done, long deadline) throws ChildException, InterruptedException {
    synchronized (monitor) {
      while (!done.getAsBoolean()) {
        if (stdout.overflowed() || stderr.overflowed()) {
          throw unusable(
              "it printed more than " + (stdout.overflowed() ? maxOutput : MAX_OUTPUT) + " octets");
        }
        if (stdout.ended() && stderr.ended()) {
          throw ended("it ended" + process.exitStatus());
        }
        long left = deadline - System.nanoTime();
        if (left <= 0) {
          throw unusable(stdinClosed ? "it no longer reads requests" : "no answer in time");
        }
        monitor.wait(TimeUnit.NANOSECONDS.toMillis(left) + 1);
      }
    }
  }

  private ChildException ended(String why) {
    return new ChildException(ChildException.Kind.ENDED, why + quotedStderr());
  }

  ChildException unusable(String why) {
    return new ChildException(ChildException.Kind.UNUSABLE, why + quotedStderr());
  }

  /**
   * The child's stderr, for an error message. Empty after a secret was sent, because the child
   * might print a part of it. stdout is never quoted, because a line editor may echo input there.
   */
  private String quotedStderr() {
    String text = secretSent ? "" : KadminLines.quotable(stderr.text());
    return text.isEmpty() ? "" : "; it said: " + text;
  }

  void wipe() {
    stdout.wipe();
    stderr.wipe();
    secretSent = false;
  }

  /** Closes the child's input, and kills the child if it does not end by itself. */
  @Override
  public void close() {
    process.end();
    wipe();
  }

  void kill() {
    process.kill();
    wipe();
  }
}
