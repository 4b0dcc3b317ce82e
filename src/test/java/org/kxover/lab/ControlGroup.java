package org.kxover.lab;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * Processes that have a weight together when the processors are wanted by more than there are, as
 * systemd gives one to each service (cgroups(7), {@code CPUWeight=} of
 * systemd.resource-control(5)). Takes root, as making one does.
 */
public final class ControlGroup implements AutoCloseable {
  private static final Path VERSION_1 = Path.of("/sys/fs/cgroup/cpu");
  private static final Path VERSION_2 = Path.of("/sys/fs/cgroup");

  private final Path group;

  /**
   * @param name that no other has meanwhile
   * @param weight 100 being that of a service of which nothing is said
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

  /** Why there can be no such thing here, in words; empty where there can. */
  public static Optional<String> obstacle() {
    try {
      new ControlGroup("kxover-lab-trial", 100).close();
      return Optional.empty();
    } catch (IOException e) {
      return Optional.of(e.toString());
    }
  }

  /** A process and all that it has begun; what they begin later comes in by itself. */
  public void add(ProcessHandle process) throws IOException {
    for (ProcessHandle each : Stream.concat(Stream.of(process), process.descendants()).toList()) {
      move(group, each.pid());
    }
  }

  private static void move(Path to, long pid) throws IOException {
    Files.writeString(to.resolve("cgroup.procs"), Long.toString(pid));
  }

  /** Removes it. Its processes have ended. */
  @Override
  public void close() throws IOException {
    Files.delete(group);
  }
}
