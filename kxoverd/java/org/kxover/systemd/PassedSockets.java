package org.kxover.systemd;

import java.io.IOException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.newsclub.net.unix.AFUNIXServerSocket;
import org.newsclub.net.unix.FileDescriptorCast;

/**
 * sd_listen_fds(3): sockets that systemd opened for us. They stay open during a restart of this
 * process, so that a client that connects then waits and is not refused.
 */
public final class PassedSockets {
  private static final int FIRST_DESCRIPTOR = 3;
  private static final int MAX_SOCKETS = 8;

  private final Map<String, Integer> descriptors;

  private PassedSockets(Map<String, Integer> descriptors) {
    this.descriptors = descriptors;
  }

  /**
   * @param environment contains {@code LISTEN_PID}, {@code LISTEN_FDS} and {@code LISTEN_FDNAMES}
   *     if sockets were passed
   * @param pid of this process; sockets for another process are ignored
   * @throws IOException if the environment is invalid
   */
  public static PassedSockets of(Map<String, String> environment, long pid) throws IOException {
    String owner = environment.get("LISTEN_PID");
    if (owner == null || !owner.equals(Long.toString(pid))) {
      return new PassedSockets(new HashMap<>());
    }
    String count = environment.getOrDefault("LISTEN_FDS", "");
    if (!count.matches("[1-" + MAX_SOCKETS + "]")) {
      throw new IOException("LISTEN_FDS is not a number from 1 to " + MAX_SOCKETS + ": " + count);
    }
    List<String> names = List.of(environment.getOrDefault("LISTEN_FDNAMES", "").split(":", -1));
    if (names.size() != Integer.parseInt(count)) {
      throw new IOException("the number of names in LISTEN_FDNAMES is not LISTEN_FDS, " + count);
    }
    Map<String, Integer> descriptors = new HashMap<>();
    for (int i = 0; i < names.size(); i++) {
      if (descriptors.put(names.get(i), FIRST_DESCRIPTOR + i) != null) {
        throw new IOException("systemd passes two sockets with the name " + names.get(i));
      }
    }
    return new PassedSockets(descriptors);
  }

  /**
   * Takes over the UNIX socket with this name (FileDescriptorName= in its unit). The caller must
   * not close it. junixsocket would also shut it down, even with setShutdownOnClose(false), and a
   * shutdown affects all holders of the socket. systemd would then give it up.
   *
   * @return empty if systemd passed no socket with this name
   * @throws IOException if it is not a listening UNIX socket
   */
  public Optional<AFUNIXServerSocket> take(String name) throws IOException {
    Integer descriptor = descriptors.remove(name);
    if (descriptor == null) {
      return Optional.empty();
    }
    try {
      return Optional.of(FileDescriptorCast.unsafeUsing(descriptor).as(AFUNIXServerSocket.class));
    } catch (ClassCastException e) {
      throw new IOException(
          "the socket that systemd passes as " + name + " is not a UNIX stream socket", e);
    }
  }

  /**
   * Checks that no passed socket is left over: nobody would answer requests on it.
   *
   * @throws IOException which names the sockets that were not taken
   */
  public void requireAllTaken() throws IOException {
    if (!descriptors.isEmpty()) {
      throw new IOException(
          "systemd passes sockets with unknown names: "
              + String.join(", ", descriptors.keySet())
              + "; correct FileDescriptorName= in the socket units");
    }
  }
}
