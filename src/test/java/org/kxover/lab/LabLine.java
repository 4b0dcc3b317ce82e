package org.kxover.lab;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * Two sites and a line between them on which everything takes a known time: network namespaces, a
 * pair of interfaces from each to a third one, and there {@code src/test/c/slow_line.c}. Takes
 * root.
 */
public final class LabLine implements AutoCloseable {
  private static final Path SOURCE = Path.of("src/test/c/slow_line.c").toAbsolutePath();
  private static final Duration LIMIT = Patience.LIMIT;
  private static final List<String> ENDS = List.of("site-a", "site-b");
  private static final String MIDDLE = "line";

  private final Path folder;
  private final Path program;
  private final String prefix = "kxover-" + ProcessHandle.current().pid() + "-";
  private final List<LabSite> sites;
  private LabProcess line;

  /**
   * @param folder takes the program that is the line, and what it tells
   * @throws IOException where this machine, or this user, can have no namespaces
   */
  public LabLine(Path folder) throws IOException {
    this.folder = folder;
    this.program = folder.resolve("slow_line");
    sites =
        List.of(
            new LabSite(prefix + ENDS.get(0), address(0)),
            new LabSite(prefix + ENDS.get(1), address(1)));
    run("cc", "-std=gnu99", "-O2", "-Wall", "-Werror", SOURCE.toString(), "-o", program.toString());
    boolean done = false;
    try {
      ip("netns", "add", prefix + MIDDLE);
      for (int i = 0; i < ENDS.size(); i++) {
        connect(i);
      }
      done = true;
    } finally {
      if (!done) {
        close();
      }
    }
  }

  /** Why there can be no such thing here, in words; empty where there can. */
  public static Optional<String> obstacle(Path folder) {
    try {
      new LabLine(folder).close();
      return Optional.empty();
    } catch (IOException e) {
      return Optional.of(e.getMessage().lines().reduce((first, last) -> last).orElse(""));
    }
  }

  // Of RFC 2544: addresses for benchmarks, which no real network has.
  private static String address(int end) {
    return "198.18.0." + (end + 1);
  }

  private void connect(int end) throws IOException {
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
    ip("-n", namespace, "addr", "add", address(end) + "/24", "dev", "kx0");
    ip("-n", namespace, "link", "set", "kx0", "up");
  }

  /** The site of the users. */
  public LabSite here() {
    return sites.get(0);
  }

  /** The site of the services. */
  public LabSite there() {
    return sites.get(1);
  }

  /** Lets the line take that long from now on, one way, and tells what passes anew. */
  public void takes(Duration oneWay) throws IOException {
    if (line != null) {
      line.stop();
    }
    String micros = Long.toString(oneWay.toNanos() / 1000);
    line =
        new LabCommand(folder, program.toString(), ENDS.get(0), ENDS.get(1), micros)
            .startedBy("ip", "netns", "exec", prefix + MIDDLE)
            .start()
            .awaitLine("ready", LIMIT);
  }

  /** What has come to the line since it takes the time that it takes, and can be named. */
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
