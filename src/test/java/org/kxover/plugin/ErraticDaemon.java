package org.kxover.plugin;

import static org.kxover.plugin.FakeDaemon.answer;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.kxover.kerberos.KerberosSyntaxException;
import org.kxover.localsocket.Message;
import org.kxover.localsocket.MessageReader;
import org.kxover.localsocket.NameValues;
import org.kxover.localsocket.SocketProtocolException;
import org.kxover.referral.Question;

/**
 * A kxoverd that answers in every possible way: rightly, wrongly, late, twice, not at all, or by
 * closing the connection. It answers rightly and at once about {@link #HONEST}, and keeps answers
 * about {@link #HELD} until {@link #release}.
 */
final class ErraticDaemon implements AutoCloseable {
  static final String HONEST = "honest.b.example";
  static final String HELD = "held.b.example";

  private static final String REFERRAL = "result=referral";
  private static final String B = "realm=B.EXAMPLE";

  /** Longer than the KDC's time_budget. */
  private static final int LATEST_MS = 4000;

  private record Held(SocketChannel channel, String id) {}

  private final Path path;
  private final long seed;
  private final ServerSocketChannel server;
  private final ScheduledExecutorService later = Executors.newSingleThreadScheduledExecutor();
  private final AtomicLong questions = new AtomicLong();
  private final List<Held> held = new ArrayList<>();
  private volatile Optional<String> badQuestion = Optional.empty();

  ErraticDaemon(Path path, long seed) throws IOException {
    this.path = path;
    this.seed = seed;
    server = ServerSocketChannel.open(StandardProtocolFamily.UNIX);
    server.bind(UnixDomainSocketAddress.of(path));
    start(this::acceptAll);
  }

  /** How many questions the KDC asked. For each, it parked a request. */
  long questions() {
    return questions.get();
  }

  /** A question that kxoverd would not take, if there was one. The KDC must never send one. */
  Optional<String> badQuestion() {
    return badQuestion;
  }

  int held() {
    synchronized (held) {
      return held.size();
    }
  }

  /** Refers what is held to B.EXAMPLE. */
  void release() {
    synchronized (held) {
      held.forEach(one -> send(one.channel, answer(one.id, REFERRAL, B)));
      held.clear();
    }
  }

  @Override
  public void close() throws IOException {
    server.close();
    Files.deleteIfExists(path);
    later.shutdownNow();
  }

  private static void start(Runnable task) {
    Thread thread = new Thread(task, "erratic-daemon");
    thread.setDaemon(true);
    thread.start();
  }

  private void acceptAll() {
    try {
      while (true) {
        SocketChannel channel = server.accept();
        start(() -> serve(channel));
      }
    } catch (IOException e) {
      // The server was closed.
    }
  }

  private void serve(SocketChannel channel) {
    try (channel) {
      MessageReader reader =
          new MessageReader(new BufferedInputStream(Channels.newInputStream(channel)));
      for (Optional<Message> next = reader.read(); next.isPresent(); next = reader.read()) {
        take(channel, next.get());
      }
    } catch (SocketProtocolException | IOException e) {
      // The KDC or this daemon closed the connection, also within a question that the KDC could
      // send
      // only in part.
    }
  }

  private void take(SocketChannel channel, Message message) throws IOException {
    questions.incrementAndGet();
    try {
      var values = NameValues.parse(message.validLines());
      String id = NameValues.require(values, "id");
      String service = NameValues.require(values, "service");
      Question.parse(NameValues.require(values, "realm"), service);
      NameValues.require(values, "client");
      if (service.endsWith(HONEST)) {
        send(channel, answer(id, REFERRAL, B));
      } else if (service.endsWith(HELD)) {
        synchronized (held) {
          held.add(new Held(channel, id));
        }
      } else {
        answerAnyhow(channel, id, service, new Random(seed ^ service.hashCode()));
      }
    } catch (SocketProtocolException | KerberosSyntaxException e) {
      badQuestion = Optional.of(e.getMessage() + ": " + message.lines());
    }
  }

  private void answerAnyhow(SocketChannel channel, String id, String service, Random random)
      throws IOException {
    String right = answer(id, REFERRAL, B, "ttl=" + random.nextInt(3));
    switch (random.nextInt(24)) {
      case 0 -> send(channel, answer(id, "result=none", "ttl=60"));
      case 1 -> send(channel, answer(id, "result=local"));
      case 2 -> send(channel, answer(id, "result=denied", "reason=policy"));
      case 3 -> send(channel, answer(id, "result=failed", "reason=timeout"));
      case 4 -> send(channel, answer(id, REFERRAL, "realm=A.EXAMPLE"));
      case 5 -> send(channel, answer(id, REFERRAL, "realm=NEW.EXAMPLE", "ttl=300"));
      case 6 -> send(channel, answer(id, REFERRAL, "realm=" + service.replaceFirst(".*/", "")));
      case 7 -> send(channel, answer(id, REFERRAL, "realm=B/X@Y"));
      case 8 -> send(channel, answer(id, REFERRAL, B, B));
      case 9 -> send(channel, answer(id + "0", REFERRAL, B));
      case 10 -> send(channel, right + right);
      case 11 -> send(channel, "kxover=1\nid=" + id + "\nresult=\u00ff\n\n" + right);
      case 12 -> send(channel, answer("0", "result=failed") + right);
      case 13 -> {
        for (int i = 0; i < right.length(); i++) {
          send(channel, right.substring(i, i + 1));
        }
      }
      case 14, 15, 16, 17 -> {
        int wait = random.nextInt(LATEST_MS);
        later.schedule(() -> send(channel, right), wait, TimeUnit.MILLISECONDS);
      }
      case 18 -> breakConnection(channel, random);
      default -> send(channel, right);
    }
  }

  /** Seldom, as the KDC then asks nothing for a while. */
  private static void breakConnection(SocketChannel channel, Random random) throws IOException {
    switch (random.nextInt(64)) {
      case 0 -> channel.close();
      case 1 -> send(channel, "x".repeat(100_000));
      case 2 -> {
        try {
          Thread.sleep(200);
        } catch (InterruptedException e) {
          throw new IOException(e);
        }
      }
      default -> {
        // No answer.
      }
    }
  }

  private static void send(SocketChannel channel, String text) {
    ByteBuffer buffer = ByteBuffer.wrap(text.getBytes(StandardCharsets.ISO_8859_1));
    try {
      synchronized (channel) {
        while (buffer.hasRemaining()) {
          channel.write(buffer);
        }
      }
    } catch (IOException e) {
      closeQuietly(channel);
    }
  }

  private static void closeQuietly(SocketChannel channel) {
    try {
      channel.close();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
