package org.kxover.lab;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * Two sites and a line between them. Each site is a network namespace with an interface to a third
 * namespace, where {@code src/test/c/slow_line.c} forwards the packets, late or not at all. Needs
 * root.
 */
public final class LabLine implements AutoCloseable {
  private static final Path SOURCE = Path.of("src/test/c/slow_line.c").toAbsolutePath();
  private static final Duration LIMIT = Patience.LIMIT;
  private static final List<String> ENDS = List.of("site-a", "site-b");
  private static final String MIDDLE = "line";

  /** How the line treats packets. */
  public enum Quality {
    /** As fast as this machine, and without loss. */
    FAST(0, 0),
    /** A poor radio link: 64 kbit/s each way, and 2 % of the packets are lost. */
    POOR(64_000, 20);

    private final int bitsPerSecond;
    private final int lostInThousand;

    Quality(int bitsPerSecond, int lostInThousand) {
      this.bitsPerSecond = bitsPerSecond;
      this.lostInThousand = lostInThousand;
    }
  }

  private final Path folder;
  private final Path program;
  private final String prefix = "kxover-" + ProcessHandle.current().pid() + "-";
  private final List<LabSite> sites;
  private LabProcess line;

  /**
   * A line between two sites with IPv4.
   *
   * @param folder gets the forwarding program and its log
   * @throws IOException if this machine or user cannot make network namespaces
   */
  public LabLine(Path folder) throws IOException {
    this(folder, false);
  }

  /**
   * @param inet6 true for sites with IPv6 only, even on their loopback interfaces
   */
  LabLine(Path folder, boolean inet6) throws IOException {
    this.folder = folder;
    this.program = folder.resolve("slow_line");
    sites =
        List.of(
            new LabSite(prefix + ENDS.get(0), address(0, inet6)),
            new LabSite(prefix + ENDS.get(1), address(1, inet6)));
    run("cc", "-std=gnu99", "-O2", "-Wall", "-Werror", SOURCE.toString(), "-o", program.toString());
    boolean done = false;
    try {
      ip("netns", "add", prefix + MIDDLE);
      for (int i = 0; i < ENDS.size(); i++) {
        connect(i, inet6);
      }
      done = true;
    } finally {
      if (!done) {
        close();
      }
    }
  }

  /** Why this machine cannot make network namespaces; empty if it can. */
  public static Optional<String> unavailableReason(Path folder) {
    try {
      new LabLine(folder).close();
      return Optional.empty();
    } catch (IOException e) {
      return Optional.of(e.getMessage().lines().reduce((first, last) -> last).orElse(""));
    }
  }

  // RFC 2544 and RFC 5180 reserve these addresses for benchmarks.
  private static String address(int end, boolean inet6) {
    return (inet6 ? "2001:2::" : "198.18.0.") + (end + 1);
  }

  private void connect(int end, boolean inet6) throws IOException {
    String namespace = prefix + ENDS.get(end);
    String inMiddle = ENDS.get(end);
    ip("netns", "add", namespace);
    ip(
        "link",
        "add",
        "kx0",
        "netns",
        namespace,
        "type",
        "veth",
        "peer",
        "name",
        inMiddle,
        "netns",
        prefix + MIDDLE);
    ip("-n", prefix + MIDDLE, "link", "set", inMiddle, "up");
    ip("-n", namespace, "link", "set", "lo", "up");
    // The line treats packets one by one. With larger segments, it would lose many at once.
    ip("-n", namespace, "link", "set", "kx0", "gso_max_segs", "1");
    if (inet6) {
      ip("-n", namespace, "addr", "delete", "127.0.0.1/8", "dev", "lo");
      ip("-n", namespace, "addr", "add", address(end, true) + "/64", "dev", "kx0", "nodad");
    } else {
      ip("-n", namespace, "addr", "add", address(end, false) + "/24", "dev", "kx0");
    }
    ip("-n", namespace, "link", "set", "kx0", "up");
  }

  public LabSite clientSite() {
    return sites.get(0);
  }

  public LabSite serviceSite() {
    return sites.get(1);
  }

  /** Sets the one-way delay, and starts the list of packets anew. */
  public void setDelay(Duration oneWay) throws IOException {
    set(oneWay, Quality.FAST, 0);
  }

  /**
   * Sets the one-way delay and the quality, and starts the list of packets anew.
   *
   * @param seed decides which packets are lost
   */
  public void set(Duration oneWay, Quality quality, int seed) throws IOException {
    if (line != null) {
      line.stop();
    }
    line =
        new LabCommand(
                folder,
                program.toString(),
                ENDS.get(0),
                ENDS.get(1),
                Long.toString(oneWay.toNanos() / 1000),
                Integer.toString(quality.bitsPerSecond),
                Integer.toString(quality.lostInThousand),
                Integer.toString(seed))
            .startedBy("ip", "netns", "exec", prefix + MIDDLE)
            .start()
            .awaitLine("ready", LIMIT);
  }

  /** The packets since the last {@link #setDelay} that {@link LabPacket} can name. */
  public List<LabPacket> packets() {
    return line.log().lines().flatMap(text -> LabPacket.parse(text).stream()).toList();
  }

  private void ip(String... arguments) throws IOException {
    run("ip", arguments);
  }

  private void run(String command, String... arguments) throws IOException {
    new LabCommand(folder, command, arguments).run();
  }

  @Override
  public void close() throws IOException {
    if (line != null) {
      line.stop();
    }
    for (String name : List.of(ENDS.get(0), ENDS.get(1), MIDDLE)) {
      if (Files.exists(Path.of("/run/netns", prefix + name))) {
        ip("netns", "delete", prefix + name);
      }
    }
  }
}
