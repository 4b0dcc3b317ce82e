package org.kxover.plugin;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.HexFormat;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.ReadWriteLock;
import java.util.concurrent.locks.ReentrantReadWriteLock;
import org.kxover.lab.ProcessFigures;

/**
 * Sends TGS-REQs with real tickets and changed fields to a KDC with the patch and the sanitizers.
 * Its kxoverd answers in every possible way. A finding is a report of the sanitizers, the end of
 * the KDC, a question that kxoverd would not take, or honest requests that do not get their
 * tickets.
 *
 * <p>The seed decides the requests, the order of sending, and kxoverd's answers. What the KDC has
 * in work at one moment also depends on the machine. At a finding, the last requests and the KDC's
 * log are kept in {@code target/fuzz}.
 */
public final class TgsFuzzer implements AutoCloseable {
  private static final int SENDERS = 4;
  private static final int KEPT = 4096;
  private static final long LARGEST_LOG = 16L << 20;
  private static final Path FOUND = Path.of("target/fuzz");

  /** Free memory that the sanitizer holds back has reached its limit by then. */
  private static final long WARM = 50_000;

  /**
   * The sanitizer holds up to 400 MB of freed memory back, and less again later. At the KDC's end,
   * it reports memory that nothing refers to. This limit is for memory that something refers to.
   */
  private static final long MOST_GROWTH_KB = 800L << 10;

  private static final int MOST_DESCRIPTORS_MORE = 8;

  private final TgsFuzzWorld world;
  private final long seed;
  private final AtomicLong next = new AtomicLong();
  private final AnswerCounts counts = new AnswerCounts();
  private final byte[][] kept = new byte[KEPT][];

  /** Senders share the lock while they send. */
  private final ReadWriteLock sending = new ReentrantReadWriteLock(true);

  private final ExecutorService senders = Executors.newFixedThreadPool(SENDERS);
  private Optional<ProcessFigures> warm = Optional.empty();
  private long warmAt;

  /** The process that {@link #warm} is of; a fault of stock krb5 ends one. */
  private long measured;

  private volatile boolean over;

  TgsFuzzer(TgsFuzzWorld world, long seed) {
    this.world = world;
    this.seed = seed;
  }

  /**
   * Sends requests until a number of them is sent, or the KDC and this program have used this time
   * of a processor.
   *
   * @param check how often to look for findings
   * @return what was found, in words; empty if nothing
   */
  Optional<String> run(long requests, Duration processor, Duration check) throws Exception {
    Future<?>[] running = new Future<?>[SENDERS];
    for (int i = 0; i < SENDERS; i++) {
      String from = "127.0.1." + (i + 1);
      running[i] = senders.submit(() -> sendAll(from, requests));
    }
    Optional<String> found = Optional.empty();
    long pauseAt = System.nanoTime() + 10 * check.toNanos();
    while (found.isEmpty() && next.get() < requests && used().compareTo(processor) < 0) {
      TimeUnit.MILLISECONDS.sleep(check.toMillis());
      for (Future<?> sender : running) {
        // Only a fault of this program ends one early.
        if (sender.isDone()) {
          sender.get();
        }
      }
      found = look();
      if (found.isEmpty() && System.nanoTime() > pauseAt) {
        found = pauseAndLook();
        System.out.println(this + "; " + world.kdc().figures());
        pauseAt = System.nanoTime() + 10 * check.toNanos();
      }
    }
    over = true;
    for (Future<?> sender : running) {
      sender.get();
    }
    if (found.isEmpty()) {
      found = pauseAndLook();
    }
    if (found.isEmpty()) {
      found = world.kdc().stop();
    }
    if (found.isPresent()) {
      keep(found.get());
    }
    return found;
  }

  private Void sendAll(String from, long requests) throws IOException {
    try (TgsSender sender = new TgsSender(from, world.kdc().port(), counts)) {
      for (long number = next.getAndIncrement();
          number < requests && !over;
          number = next.getAndIncrement()) {
        long own = new Random(seed + number).nextLong();
        byte[] request = world.mutator().request(own);
        kept[(int) (number % KEPT)] = request;
        sending.readLock().lock();
        try {
          sender.send(request, own);
        } finally {
          sending.readLock().unlock();
        }
      }
      sender.receive();
    }
    return null;
  }

  /** Looks for findings while the requests go on. */
  private Optional<String> look() throws Exception {
    if (Files.size(world.kdc().log()) > LARGEST_LOG) {
      Files.newByteChannel(
              world.kdc().log(), StandardOpenOption.WRITE, StandardOpenOption.TRUNCATE_EXISTING)
          .close();
    }
    return world.knownServiceFails();
  }

  /** Looks for findings while nothing else asks the KDC. */
  private Optional<String> pauseAndLook() throws Exception {
    sending.writeLock().lock();
    try {
      Optional<String> found = world.referralFails();
      if (found.isEmpty()) {
        found = world.placesAreTaken();
      }
      return found.isPresent() ? found : growth();
    } finally {
      sending.writeLock().unlock();
    }
  }

  private Optional<String> growth() throws IOException {
    long pid = world.kdc().pid();
    ProcessFigures now = world.kdc().figures();
    if (pid != measured) {
      measured = pid;
      warmAt = next.get() + WARM;
      warm = Optional.empty();
    }
    if (warm.isEmpty()) {
      warm = next.get() < warmAt ? Optional.empty() : Optional.of(now);
      return Optional.empty();
    }
    ProcessFigures before = warm.get();
    return now.residentKb() - before.residentKb() > MOST_GROWTH_KB
            || now.descriptors() - before.descriptors() > MOST_DESCRIPTORS_MORE
        ? Optional.of("the KDC grew from " + before + " to " + now)
        : Optional.empty();
  }

  private Duration used() {
    return world
        .kdc()
        .processorTime()
        .plus(ProcessHandle.current().info().totalCpuDuration().orElse(Duration.ZERO));
  }

  private void keep(String finding) throws IOException {
    Files.createDirectories(FOUND);
    Path file = FOUND.resolve("tgs-" + seed);
    StringBuilder text = new StringBuilder(finding).append("\n\n");
    text.append(world.lastLog()).append("\nThe last requests, the newest last:\n");
    long end = next.get();
    for (long number = Math.max(0, end - KEPT); number < end; number++) {
      byte[] request = kept[(int) (number % KEPT)];
      if (request != null) {
        text.append(number).append(' ').append(HexFormat.of().formatHex(request)).append('\n');
      }
    }
    Files.writeString(file, text);
    System.err.println("The KDC's log and the last requests are in " + file);
  }

  AnswerCounts counts() {
    return counts;
  }

  @Override
  public void close() {
    over = true;
    senders.shutdownNow();
  }

  @Override
  public String toString() {
    return "%d requests, %d parked; answers %s; %d s of a processor; faults of stock krb5: %s"
        .formatted(
            next.get(), world.questions(), counts, used().toSeconds(), world.kdc().stockFaults());
  }

  /**
   * @param arguments minutes of a processor for the KDC and this program together; then optionally
   *     the seed of the run to repeat
   */
  public static void main(String[] arguments) throws Exception {
    Duration limit = Duration.ofMinutes(Long.parseLong(arguments[0]));
    long seed = arguments.length > 1 ? Long.parseLong(arguments[1]) : System.nanoTime();
    System.out.println("== tgs, for " + limit.toSeconds() + " s of a processor; SEED=" + seed);
    Path folder = Files.createTempDirectory("kxover-tgs-");
    Optional<String> found;
    try (TgsFuzzWorld world = new TgsFuzzWorld(folder, seed);
        TgsFuzzer fuzzer = new TgsFuzzer(world, seed)) {
      found = fuzzer.run(Long.MAX_VALUE, limit, Duration.ofSeconds(3));
      System.out.println(fuzzer);
    }
    if (found.isPresent()) {
      System.err.println("found something: " + found.get());
      System.exit(1);
    }
  }
}
