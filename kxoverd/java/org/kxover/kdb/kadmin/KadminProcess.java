package org.kxover.kdb.kadmin;

import java.io.IOException;
import java.io.OutputStream;
import java.time.Duration;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import org.kxover.kerberos.Printable;

/** A kadmin child and its three pipes: sends octets, waits for output, and ends it. */
final class KadminProcess implements AutoCloseable {
  /** The most that one request may print on stderr, and where it is no listing, on stdout. */
  static final int MAX_OUTPUT = 1 << 20;

  private static final Duration QUIT = Duration.ofSeconds(2);

  private final Process process;
  private final OutputStream stdin;
  private final Object monitor = new Object();
  private final int maxOutput;
  private final ChildOutput stdout;
  private final ChildOutput stderr = new ChildOutput(monitor, MAX_OUTPUT);
  private boolean takesNoMore;
  private boolean knowsSecret;

  private KadminProcess(Process process, int maxOutput) {
    this.process = process;
    this.maxOutput = maxOutput;
    this.stdout = new ChildOutput(monitor, maxOutput);
    this.stdin = process.getOutputStream();
    stdout.read(process.getInputStream(), "kadmin-stdout");
    stderr.read(process.getErrorStream(), "kadmin-stderr");
  }

  /**
   * @param maxOutput the most octets that one request may print on stdout
   */
  static KadminProcess start(KadminSettings settings, int maxOutput) throws ChildException {
    ProcessBuilder builder = new ProcessBuilder(settings.command());
    setEnvironment(builder.environment(), settings.environment());
    Process started = null;
    try {
      started = builder.start();
      return new KadminProcess(started, maxOutput);
    } catch (IOException | OutOfMemoryError e) {
      // OutOfMemoryError is how Java says that it cannot have another thread. A child whose output
      // nobody reads is of no use.
      if (started != null) {
        started.destroyForcibly();
      }
      throw new ChildException(
          ChildException.Kind.NOT_STARTED,
          "cannot start " + Printable.quote(settings.command().get(0)) + ": " + line(e),
          e);
    }
  }

  /** Keeps of our own environment only what names programs and Kerberos' configuration. */
  static void setEnvironment(Map<String, String> environment, Map<String, String> extra) {
    environment.keySet().retainAll(Set.of("PATH", "KRB5_CONFIG", "KRB5_KDC_PROFILE"));
    // Dates in and out are in UTC, and messages as they stand in the source.
    environment.put("TZ", "UTC");
    environment.put("LC_ALL", "C");
    // kadmin's line editor is of no use on a pipe, and repeats each request on stdout. libss of
    // e2fsprogs can do without it; MIT's own has it built in or not. No one's start-up file may
    // bend it.
    environment.put("SS_READLINE_PATH", "none");
    environment.put("INPUTRC", "/dev/null");
    environment.put("EDITRC", "/dev/null");
    environment.put("TERM", "dumb");
    environment.putAll(extra);
  }

  ChildOutput stdout() {
    return stdout;
  }

  ChildOutput stderr() {
    return stderr;
  }

  ProcessHandle handle() {
    return process.toHandle();
  }

  boolean isAlive() {
    return process.isAlive();
  }

  /**
   * Sends {@code octets}. They fit into the pipe, since the child is sent no more before it has
   * answered; so this does not wait. A child that takes none has ended, or is about to, and {@link
   * #await} tells why, once all that it said is read.
   */
  void send(byte[]... octets) {
    try {
      for (byte[] part : octets) {
        stdin.write(part);
      }
      stdin.flush();
    } catch (IOException e) {
      takesNoMore = true;
    }
  }

  /** As {@link #send}; what it says is then kept out of errors, until {@link #wipe()}. */
  void sendSecret(byte[]... octets) {
    knowsSecret = true;
    send(octets);
  }

  /** Waits until {@code done}, which sees the outputs as they stand. */
  void await(BooleanSupplier done, long deadline) throws ChildException, InterruptedException {
    synchronized (monitor) {
      while (!done.getAsBoolean()) {
        if (stdout.overflowed() || stderr.overflowed()) {
          throw unusable(
              "it printed more than " + (stdout.overflowed() ? maxOutput : MAX_OUTPUT) + " octets");
        }
        if (stdout.ended() && stderr.ended()) {
          throw ended("it ended" + exitStatus());
        }
        long left = deadline - System.nanoTime();
        if (left <= 0) {
          throw unusable(takesNoMore ? "it takes no more requests" : "no answer in time");
        }
        monitor.wait(TimeUnit.NANOSECONDS.toMillis(left) + 1);
      }
    }
  }

  private String exitStatus() {
    try {
      return process.waitFor(1, TimeUnit.SECONDS) ? " with status " + process.exitValue() : "";
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return "";
    }
  }

  private ChildException ended(String why) {
    return new ChildException(ChildException.Kind.ENDED, why + said());
  }

  ChildException unusable(String why) {
    return new ChildException(ChildException.Kind.UNUSABLE, why + said());
  }

  /**
   * What it wrote on stderr, save where it was told a secret, which it might repeat whole or in
   * part. Its stdout is never quoted, since a line editor may repeat input there.
   */
  private String said() {
    String text = knowsSecret ? "" : KadminLines.quotable(stderr.text());
    return text.isEmpty() ? "" : "; it said: " + text;
  }

  private static String line(Throwable e) {
    return KadminLines.quotable(String.valueOf(e.getMessage()));
  }

  void wipe() {
    stdout.wipe();
    stderr.wipe();
    knowsSecret = false;
  }

  /** Lets it end by itself, as at the end of its input, and kills it where it does not. */
  @Override
  public void close() {
    try {
      stdin.close();
      process.waitFor(QUIT.toMillis(), TimeUnit.MILLISECONDS);
    } catch (IOException e) {
      // It is gone already, or is killed now.
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    kill();
  }

  void kill() {
    process.descendants().forEach(ProcessHandle::destroyForcibly);
    process.destroyForcibly();
    wipe();
  }
}
