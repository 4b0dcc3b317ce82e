package org.kxover.kdb.kadm5;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.concurrent.TimeUnit;
import org.kxover.base.DaemonThreads;
import org.kxover.kdb.kadm5.Kadm5Reply.SyntaxException;
import org.kxover.kdb.kadmin.ChildException;
import org.kxover.kdb.kadmin.ChildProcess;
import org.kxover.kdb.kadmin.KadminLines;
import org.kxover.kdb.kadmin.KadminSettings;

/**
 * The program as a child process: sends requests, waits for replies, and ends the process. A
 * separate thread reads each output stream, so that every wait has a limit. For one caller at a
 * time.
 */
final class Kadm5Process implements AutoCloseable {
  /** The program's limit of a reply. */
  private static final int MAX_REPLY = 1 << 20;

  private static final int MAX_ERRORS = 4096;

  private final ChildProcess process;
  private final OutputStream stdin;
  private final Object monitor = new Object();
  private final byte[] errors = new byte[MAX_ERRORS];
  private int errorsLength;
  private byte[] reply;
  private String broken = "";
  private boolean stdoutEnded;
  private boolean stderrEnded;

  private Kadm5Process(ChildProcess process) {
    this.process = process;
    this.stdin = process.stdin();
    DaemonThreads.of("kadm5-stdout", this::readReplies).start();
    DaemonThreads.of("kadm5-stderr", this::readErrors).start();
  }

  static Kadm5Process start(KadminSettings settings) throws ChildException {
    return ChildProcess.start(settings.command(), settings.environment(), Kadm5Process::new);
  }

  private void readReplies() {
    try (InputStream in = process.stdout();
        Kadm5Pipe pipe = new Kadm5Pipe(in)) {
      while (true) {
        int length = ByteBuffer.wrap(pipe.read(Integer.BYTES)).getInt();
        if (length < 1 || length > MAX_REPLY) {
          end("it sent a reply of " + Integer.toUnsignedString(length) + " octets");
          return;
        }
        if (!deliver(pipe.read(length))) {
          return;
        }
      }
    } catch (IOException e) {
      // The end of the stream, between replies or within one.
      end("");
    }
  }

  /** Waits until the caller has taken the reply before this one: a listing has many. */
  private boolean deliver(byte[] octets) {
    synchronized (monitor) {
      while (reply != null && !stdoutEnded) {
        try {
          monitor.wait();
        } catch (InterruptedException e) {
          Thread.currentThread().interrupt();
          return false;
        }
      }
      if (stdoutEnded) {
        Arrays.fill(octets, (byte) 0);
        return false;
      }
      reply = octets;
      monitor.notifyAll();
      return true;
    }
  }

  private void end(String why) {
    synchronized (monitor) {
      broken = why;
      stdoutEnded = true;
      monitor.notifyAll();
    }
  }

  private void readErrors() {
    byte[] chunk = new byte[MAX_ERRORS];
    try (InputStream in = process.stderr()) {
      for (int n = in.read(chunk); n >= 0; n = in.read(chunk)) {
        synchronized (monitor) {
          int kept = Math.min(n, errors.length - errorsLength);
          System.arraycopy(chunk, 0, errors, errorsLength, kept);
          errorsLength += kept;
        }
      }
    } catch (IOException e) {
      // Killing the child closes the stream: this is its end too.
    } finally {
      synchronized (monitor) {
        stderrEnded = true;
        monitor.notifyAll();
      }
    }
  }

  ProcessHandle handle() {
    return process.handle();
  }

  boolean isAlive() {
    return process.isAlive();
  }

  /** Sends a request and waits for its reply, which the caller closes. */
  Kadm5Reply exchange(Kadm5Frame request, long deadline)
      throws ChildException, InterruptedException {
    send(request);
    Kadm5Reply received = receive(deadline);
    if (request.isSecret()) {
      // The pipe's buffer in this JVM still holds the secret: another request overwrites it.
      boolean wiped = false;
      try (Kadm5Frame nothing = Kadm5Request.nothing(request.length())) {
        send(nothing);
        receive(deadline).close();
        wiped = true;
      } finally {
        if (!wiped) {
          received.close();
        }
      }
    }
    return received;
  }

  /**
   * Does not block: a request fits into the pipe, because nothing more is sent before the reply. If
   * the write fails, the child has ended or is about to, and {@link #receive} tells why.
   */
  void send(Kadm5Frame request) {
    try {
      request.writeTo(stdin);
      stdin.flush();
    } catch (IOException e) {
      // As above.
    }
  }

  /** Waits for a reply, which the caller closes. */
  Kadm5Reply receive(long deadline) throws ChildException, InterruptedException {
    byte[] octets = await(deadline);
    try {
      return new Kadm5Reply(octets);
    } catch (SyntaxException e) {
      throw unusable(e);
    }
  }

  ChildException unusable(SyntaxException e) {
    return new ChildException(
        ChildException.Kind.UNUSABLE, "its reply cannot be understood: " + e.getMessage(), e);
  }

  private byte[] await(long deadline) throws ChildException, InterruptedException {
    synchronized (monitor) {
      while (reply == null) {
        if (!broken.isEmpty()) {
          throw new ChildException(ChildException.Kind.UNUSABLE, broken);
        }
        if (stdoutEnded && stderrEnded) {
          throw new ChildException(
              ChildException.Kind.ENDED, "it ended" + process.exitStatus() + quotedErrors());
        }
        long left = deadline - System.nanoTime();
        if (left <= 0) {
          throw new ChildException(
              ChildException.Kind.UNUSABLE, "no answer in time" + quotedErrors());
        }
        monitor.wait(TimeUnit.NANOSECONDS.toMillis(left) + 1);
      }
      byte[] octets = reply;
      reply = null;
      monitor.notifyAll();
      return octets;
    }
  }

  /** What the child printed on stderr, which never has a secret. */
  private String quotedErrors() {
    String text =
        KadminLines.quotable(new String(errors, 0, errorsLength, StandardCharsets.ISO_8859_1));
    return text.isEmpty() ? "" : "; it said: " + text;
  }

  /** Closes the child's input, and kills the child if it does not end by itself. */
  @Override
  public void close() {
    process.end();
    kill();
  }

  void kill() {
    process.kill();
    synchronized (monitor) {
      stdoutEnded = true;
      if (reply != null) {
        Arrays.fill(reply, (byte) 0);
        reply = null;
      }
      monitor.notifyAll();
    }
  }
}
