package org.kxover.load;

import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import javax.net.ssl.SSLSocket;
import org.kxover.lab.ForeignTls;
import org.kxover.lab.LabRealm;

/**
 * Strangers with a certificate, each in a thread. They repeatedly connect to a kxoverd by TLS and
 * send something.
 */
final class Strangers implements AutoCloseable {
  /** What a stranger does in a session. */
  interface Action {
    /**
     * @param number of the session among all strangers', from 0
     */
    void run(SSLSocket session, int number) throws IOException;
  }

  private final ForeignTls tls;
  private final LabRealm victim;
  private final Action action;
  private final List<Thread> threads = new ArrayList<>();
  private final AtomicInteger nextNumber = new AtomicInteger();
  private final AtomicLong sessions = new AtomicLong();
  private final long pauseMillis;
  private volatile boolean ending;

  /**
   * @param count number of strangers
   * @param networks number of networks (IPv4 /24) that they come from
   * @param pauseMillis each stranger's pause between two sessions
   */
  Strangers(
      ForeignTls tls, LabRealm victim, int count, int networks, long pauseMillis, Action action) {
    this.tls = tls;
    this.victim = victim;
    this.action = action;
    this.pauseMillis = pauseMillis;
    for (int i = 0; i < count; i++) {
      byte[] from = {127, 9, (byte) (i % networks), 1};
      Thread thread = new Thread(() -> run(from), "stranger-" + i);
      thread.setDaemon(true);
      threads.add(thread);
    }
    threads.forEach(Thread::start);
  }

  /** Sends a message with its length, and reads the answer. Fails if the session ends first. */
  static void exchange(SSLSocket session, byte[] octets) throws IOException {
    DataOutputStream out = new DataOutputStream(session.getOutputStream());
    byte[] framed =
        ByteBuffer.allocate(4 + octets.length).putInt(octets.length).put(octets).array();
    out.write(framed);
    out.flush();
    DataInputStream in = new DataInputStream(session.getInputStream());
    in.readFully(new byte[Math.min(1 << 16, Math.max(0, in.readInt()))]);
  }

  private void run(byte[] from) {
    while (!ending) {
      try (SSLSocket session = tls.connect(victim, InetAddress.getByAddress(from))) {
        action.run(session, nextNumber.getAndIncrement());
        sessions.incrementAndGet();
      } catch (IOException e) {
        // The daemon refused or closed the session, as expected.
      }
      try {
        TimeUnit.MILLISECONDS.sleep(pauseMillis);
      } catch (InterruptedException e) {
        return;
      }
    }
  }

  /** How many sessions were completed, with an answer. */
  long sessions() {
    return sessions.get();
  }

  @Override
  public void close() throws InterruptedException {
    ending = true;
    threads.forEach(Thread::interrupt);
    for (Thread thread : threads) {
      thread.join();
    }
  }
}
