package org.kxover.kdb.kadmin;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import org.kxover.kerberos.Printable;

/** A program that reads or changes the database, as a child process with three pipes. */
public final class ChildProcess {
  private static final Duration QUIT = Duration.ofSeconds(2);

  private final Process process;

  private ChildProcess(Process process) {
    this.process = process;
  }

  /**
   * Starts a program.
   *
   * @param environment variables in addition to those of {@link KadminEnvironment}
   * @param user begins to read the program's output. If it cannot start a thread for that, the
   *     program is killed
   */
  public static <T> T start(
      List<String> command, Map<String, String> environment, Function<ChildProcess, T> user)
      throws ChildException {
    ProcessBuilder builder = new ProcessBuilder(command);
    KadminEnvironment.set(builder.environment(), environment);
    Process started = null;
    try {
      started = builder.start();
      return user.apply(new ChildProcess(started));
    } catch (IOException | OutOfMemoryError e) {
      // Java throws OutOfMemoryError when it cannot start another thread.
      if (started != null) {
        started.destroyForcibly();
      }
      throw new ChildException(
          ChildException.Kind.NOT_STARTED,
          "cannot start "
              + Printable.quote(command.get(0))
              + ": "
              + KadminLines.quotable(String.valueOf(e.getMessage())),
          e);
    }
  }

  public OutputStream stdin() {
    return process.getOutputStream();
  }

  public InputStream stdout() {
    return process.getInputStream();
  }

  public InputStream stderr() {
    return process.getErrorStream();
  }

  public ProcessHandle handle() {
    return process.toHandle();
  }

  public boolean isAlive() {
    return process.isAlive();
  }

  /** Runs {@code action} when the program has ended, for whatever reason. */
  void onEnd(Runnable action) {
    CompletableFuture<Void> unused = process.onExit().thenRun(action);
  }

  /** Words for a message, once both outputs have ended; empty if the program does not end then. */
  public String exitStatus() {
    try {
      return process.waitFor(1, TimeUnit.SECONDS) ? " with status " + process.exitValue() : "";
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return "";
    }
  }

  /** Closes the program's input, and kills the program if it does not end by itself. */
  public void end() {
    try {
      process.getOutputStream().close();
      process.waitFor(QUIT.toMillis(), TimeUnit.MILLISECONDS);
    } catch (IOException e) {
      // The program has ended already, or is killed below.
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    kill();
  }

  /** Kills the program, and what it has started. */
  public void kill() {
    process.descendants().forEach(ProcessHandle::destroyForcibly);
    process.destroyForcibly();
  }
}
