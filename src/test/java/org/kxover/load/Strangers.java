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
 * Strangers with a certificate, each with a thread: they shake hands with a kxoverd again and
 * again, and then say something.
 */
final class Strangers implements AutoCloseable {
  /** What is said in a session. */
  interface Saying {
    /**
     * @param number of the session, from 0 on over all strangers
     */
    void say(SSLSocket session, int number) throws IOException;
  }

  private final ForeignTls tls;
  private final LabRealm victim;
  private final Saying saying;
  private final List<Thread> threads = new ArrayList<>();
  private final AtomicInteger turns = new AtomicInteger();
  private final AtomicLong sessions = new AtomicLong();
  private final long pauseMillis;
  private volatile boolean ending;

  /**
   * @param count of strangers, who come from as many networks (IPv4 /24) as said
   * @param pauseMillis of each from one session to the next
   */
  Strangers(
      ForeignTls tls, LabRealm victim, int count, int networks, long pauseMillis, Saying saying) {
    this.tls = tls;
    this.victim = victim;
    this.saying = saying;
    this.pauseMillis = pauseMillis;
    for (int i = 0; i < count; i++) {
      byte[] from = {127, 9, (byte) (i % networks), 1};
      Thread thread = new Thread(() -> run(from), "stranger-" + i);
      thread.setDaemon(true);
      threads.add(thread);
    }
    threads.forEach(Thread::start);
  }

  /** Sends a message in its frame. Returns when there is an answer, or the session has ended. */
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
        saying.say(session, turns.getAndIncrement());
        sessions.incrementAndGet();
      } catch (IOException e) {
        // Refused, or cut off: what a stranger has to expect.
      }
      try {
        TimeUnit.MILLISECONDS.sleep(pauseMillis);
      } catch (InterruptedException e) {
        return;
      }
    }
  }

  /** How many have said all that they had to say, and have heard an answer. */
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
