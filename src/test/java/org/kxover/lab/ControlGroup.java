package org.kxover.lab;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * A control group with a CPU weight (cgroups(7)), as systemd makes one for each service with {@code
 * CPUWeight=}. The weight counts when processes compete for the processors. Needs root.
 */
public final class ControlGroup implements AutoCloseable {
  private static final Path VERSION_1 = Path.of("/sys/fs/cgroup/cpu");
  private static final Path VERSION_2 = Path.of("/sys/fs/cgroup");

  private final Path group;

  /**
   * @param name unique on this machine while the group exists
   * @param weight as in {@code CPUWeight=}; systemd's default is 100
   */
  public ControlGroup(String name, int weight) throws IOException {
    boolean old = Files.exists(VERSION_1.resolve("cpu.shares"));
    Path parent = old ? VERSION_1 : VERSION_2;
    group = parent.resolve(name);
    if (!old) {
      Files.writeString(parent.resolve("cgroup.subtree_control"), "+cpu");
    }
    Files.createDirectories(group);
    if (old) {
      Files.writeString(group.resolve("cpu.shares"), Integer.toString(1024 * weight / 100));
    } else {
      Files.writeString(group.resolve("cpu.weight"), Integer.toString(weight));
    }
  }

  /** Why this machine cannot make control groups; empty if it can. */
  public static Optional<String> unavailableReason() {
    try {
      new ControlGroup("kxover-lab-trial", 100).close();
      return Optional.empty();
    } catch (IOException e) {
      return Optional.of(e.toString());
    }
  }

  /** Adds a process and its descendants. Processes that they start later join by themselves. */
  public void add(ProcessHandle process) throws IOException {
    for (ProcessHandle each : Stream.concat(Stream.of(process), process.descendants()).toList()) {
      move(group, each.pid());
    }
  }

  private static void move(Path to, long pid) throws IOException {
    Files.writeString(to.resolve("cgroup.procs"), Long.toString(pid));
  }

  /** Removes the group. All of its processes must have ended. */
  @Override
  public void close() throws IOException {
    Files.delete(group);
  }
}
