package org.kxover.plugin;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.kxover.lab.ProcessFigures;

/**
 * The KDC with the patch under the sanitizers. When it ends by a fault of stock krb5, it is started
 * again, and the fault is noted: the fuzzer looks for faults of the patch.
 */
final class FuzzedKdc {
  /** The patch's files in a stack. */
  private static final String OURS = "kxover_";

  /** The first frame of a stack in krb5kdc. */
  private static final Pattern PLACE = Pattern.compile(" in (\\w+) \\S*/src/(\\S+:\\d+)");

  private static final Pattern REPORT =
      Pattern.compile("runtime error: .*|ERROR: \\w+Sanitizer: .*");

  /** A fault of stock krb5 that ends the KDC more often keeps the fuzzer from its work. */
  private static final int MOST_RESTARTS = 10_000;

  private final PatchedRealm realm;
  private final Map<String, Integer> stockFaults = new TreeMap<>();
  private volatile PatchedRealm.Kdc kdc;
  private Duration before = Duration.ZERO;
  private Duration last = Duration.ZERO;
  private int restarts;

  FuzzedKdc(PatchedRealm realm, String... settings) throws IOException {
    this.realm = realm;
    this.kdc = realm.patched(settings);
  }

  PatchedRealm.Kdc running() {
    return kdc;
  }

  int port() {
    return kdc.port();
  }

  Path log() {
    return kdc.log();
  }

  long pid() {
    return kdc.process().pid();
  }

  ProcessFigures figures() throws IOException {
    return ProcessFigures.of(pid());
  }

  /** Of all that ran so far. */
  Duration processorTime() {
    last =
        ProcessHandle.of(pid()).flatMap(process -> process.info().totalCpuDuration()).orElse(last);
    return before.plus(last);
  }

  /** Faults of stock krb5 by their places, and how often each was met. */
  Map<String, Integer> stockFaults() {
    return stockFaults;
  }

  /** Why the KDC ended, if that is not due to stock krb5, after which it runs again. */
  Optional<String> end() throws IOException {
    if (kdc.process().isAlive()) {
      return Optional.empty();
    }
    String report = kdc.process().log() + realm.takeFindings();
    if (!REPORT.matcher(report).find() || report.contains(OURS) || restarts == MOST_RESTARTS) {
      return Optional.of("the KDC ended: " + report);
    }
    note(report);
    restarts++;
    before = before.plus(last);
    last = Duration.ZERO;
    kdc = realm.restart(kdc);
    return Optional.empty();
  }

  /** Stops the KDC, so that the sanitizers report lost memory, and returns what is not stock's. */
  Optional<String> stop() throws IOException {
    int code = kdc.process().stop();
    String report = realm.takeFindings();
    // Each block has the stack of one allocation.
    Optional<String> ours =
        Stream.of(report.split("\n\n"))
            .filter(block -> block.contains(" leak of "))
            .filter(block -> !isOfStock(block))
            .findFirst();
    if (ours.isPresent() || (code != 0 && !report.contains("LeakSanitizer"))) {
      return Optional.of("the KDC ended with " + code + ": " + ours.orElse(report));
    }
    if (code != 0) {
      note(report);
    }
    return Optional.empty();
  }

  /** True if stock krb5 allocated the memory, also when the patch dispatches a request again. */
  private static boolean isOfStock(String leak) {
    return leak.lines()
        .filter(line -> line.contains("/src/"))
        .limit(3)
        .noneMatch(line -> line.contains(OURS));
  }

  private void note(String report) {
    Matcher what = REPORT.matcher(report);
    Matcher place = PLACE.matcher(report);
    String fault =
        (place.find() ? place.group(1) + " " + place.group(2) : "unknown place")
            + ": "
            + (what.find() ? what.group() : "lost memory");
    stockFaults.merge(fault.replaceAll("==\\d+==|0x[0-9a-f]+", ""), 1, Integer::sum);
  }
}
