package org.kxover.bench;

import java.io.IOException;
import java.time.Duration;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.kxover.lab.LabKxoverd;

/**
 * How a daemon reads all crossovers of its database after a start. The whole of it counts, because
 * Java compiles the daemon's code in the first minutes.
 */
final class FirstPass {
  private static final Pattern UNREAD = Pattern.compile("\"unread\": ?([0-9]+)");

  /** More than the daemon reads in a second. */
  private static final long FASTEST = 350;

  private static final long LEAST_WAIT_MILLIS = 1_000;

  /** A million crossovers take an hour. */
  private static final Duration LONGEST = Duration.ofHours(2);

  /** For one answer of the daemon. */
  private static final Duration LIMIT = Duration.ofMinutes(15);

  private final LabKxoverd kxoverd;
  private final int count;
  private final long begin = System.nanoTime();
  private final Duration before;

  /**
   * Begins when the daemon is ready.
   *
   * @param count the crossovers of its database
   */
  FirstPass(LabKxoverd kxoverd, int count) {
    this.kxoverd = kxoverd;
    this.count = count;
    this.before = processor();
  }

  /**
   * @param pace crossovers in a second
   * @param percent of one processor, used by the daemon and its kadmin processes
   */
  record Figures(double pace, double percent) {}

  /**
   * Waits for the end.
   *
   * @throws IOException also if the pass takes more than two hours
   */
  Figures await() throws IOException, InterruptedException {
    for (long unread = unread(); unread > 0; unread = unread()) {
      if (System.nanoTime() - begin > LONGEST.toNanos()) {
        throw new IOException(unread + " crossovers are unread after " + LONGEST);
      }
      Thread.sleep(Math.max(LEAST_WAIT_MILLIS, unread * 1_000 / FASTEST));
    }
    double seconds = (System.nanoTime() - begin) / 1e9;
    return new Figures(count / seconds, processor().minus(before).toMillis() / 10.0 / seconds);
  }

  private long unread() throws IOException {
    Matcher unread =
        UNREAD.matcher(kxoverd.kxover("status", "--json", "--limit", "1").limit(LIMIT).run());
    if (!unread.find()) {
      throw new IOException("kxover status does not say how many are not read yet");
    }
    return Long.parseLong(unread.group(1));
  }

  private Duration processor() {
    return Stream.concat(Stream.of(kxoverd.handle()), kxoverd.handle().children())
        .map(process -> process.info().totalCpuDuration().orElse(Duration.ZERO))
        .reduce(Duration.ZERO, Duration::plus);
  }
}
