package org.kxover.check;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Where a process of this machine listens, as {@code /proc} shows it (proc(5)). */
final class ListeningPorts {
  /** The states of a TCP socket that listens, and of a UDP socket without peer. */
  private static final String TCP_LISTENS = "0A";

  private static final String UDP_UNCONNECTED = "07";
  private static final int ADDRESS = 1;
  private static final int STATE = 3;
  private static final int INODE = 9;

  private ListeningPorts() {}

  /** An address and port of the process that this machine reaches; empty if it has none. */
  static Optional<String> first(long pid) {
    Path folder = Path.of("/proc", Long.toString(pid));
    try {
      Set<String> inodes = sockets(folder.resolve("fd"));
      return Stream.of(
              find(folder, "tcp", TCP_LISTENS, inodes),
              find(folder, "udp", UDP_UNCONNECTED, inodes),
              find(folder, "tcp6", TCP_LISTENS, inodes),
              find(folder, "udp6", UDP_UNCONNECTED, inodes))
          .flatMap(List::stream)
          .findFirst();
    } catch (IOException e) {
      return Optional.empty();
    }
  }

  private static Set<String> sockets(Path folder) throws IOException {
    try (var files = Files.list(folder)) {
      return files
          .map(ListeningPorts::target)
          .filter(target -> target.startsWith("socket:["))
          .map(target -> target.substring("socket:[".length(), target.length() - 1))
          .collect(Collectors.toSet());
    }
  }

  private static String target(Path link) {
    try {
      return Files.readSymbolicLink(link).toString();
    } catch (IOException e) {
      return "";
    }
  }

  private static List<String> find(Path folder, String table, String state, Set<String> inodes)
      throws IOException {
    Path file = folder.resolve("net").resolve(table);
    return !Files.exists(file)
        ? List.of()
        : Files.readAllLines(file).stream()
            .map(line -> line.strip().split(" +", -1))
            .filter(words -> words.length > INODE && words[STATE].equals(state))
            .filter(words -> inodes.contains(words[INODE]))
            .map(words -> address(words[ADDRESS], table.endsWith("6")))
            .toList();
  }

  /** The kernel prints an IPv4 address as one number in the order of the processor. */
  private static String address(String hexadecimal, boolean six) {
    int colon = hexadecimal.indexOf(':');
    int port = Integer.parseInt(hexadecimal.substring(colon + 1), 16);
    if (six) {
      return "[::1]:" + port;
    }
    long number = Long.parseLong(hexadecimal.substring(0, colon), 16);
    return number == 0
        ? "127.0.0.1:" + port
        : (number & 0xff)
            + "."
            + (number >> 8 & 0xff)
            + "."
            + (number >> 16 & 0xff)
            + "."
            + (number >> 24 & 0xff)
            + ":"
            + port;
  }
}
