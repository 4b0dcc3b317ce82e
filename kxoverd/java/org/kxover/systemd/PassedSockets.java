package org.kxover.systemd;

import java.io.IOException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.newsclub.net.unix.AFUNIXServerSocket;
import org.newsclub.net.unix.FileDescriptorCast;

/**
 * sd_listen_fds(3): sockets that systemd opened for us. They outlive us, so that who connects while
 * we are restarted waits, and is not refused.
 */
public final class PassedSockets {
  private static final int FIRST = 3;
  private static final int MOST = 8;

  private final Map<String, Integer> numbers;

  private PassedSockets(Map<String, Integer> numbers) {
    this.numbers = numbers;
  }

  /**
   * @param environment with {@code LISTEN_PID}, {@code LISTEN_FDS} and {@code LISTEN_FDNAMES},
   *     where sockets were passed
   * @param pid our own; sockets that were passed to another process are not ours
   * @throws IOException where the environment makes no sense
   */
  public static PassedSockets of(Map<String, String> environment, long pid) throws IOException {
    String owner = environment.get("LISTEN_PID");
    if (owner == null || !owner.equals(Long.toString(pid))) {
      return new PassedSockets(new HashMap<>());
    }
    String count = environment.getOrDefault("LISTEN_FDS", "");
    if (!count.matches("[1-" + MOST + "]")) {
      throw new IOException("LISTEN_FDS is " + count + ", and not a number from 1 to " + MOST);
    }
    List<String> names = List.of(environment.getOrDefault("LISTEN_FDNAMES", "").split(":", -1));
    if (names.size() != Integer.parseInt(count)) {
      throw new IOException("LISTEN_FDNAMES has not as many names as LISTEN_FDS says: " + count);
    }
    Map<String, Integer> numbers = new HashMap<>();
    for (int i = 0; i < names.size(); i++) {
      if (numbers.put(names.get(i), FIRST + i) != null) {
        throw new IOException("two sockets are passed with the name " + names.get(i));
      }
    }
    return new PassedSockets(numbers);
  }

  /**
   * Takes over the UNIX socket of that name (FileDescriptorName= in its unit). It is not to be
   * closed: junixsocket shuts down what it closes, whatever setShutdownOnClose says, and that holds
   * for all who have the socket. systemd gives it up then.
   *
   * @throws IOException where it is no listening UNIX socket
   */
  public Optional<AFUNIXServerSocket> take(String name) throws IOException {
    Integer number = numbers.remove(name);
    if (number == null) {
      return Optional.empty();
    }
    try {
      return Optional.of(FileDescriptorCast.unsafeUsing(number).as(AFUNIXServerSocket.class));
    } catch (ClassCastException e) {
      throw new IOException("the socket passed as " + name + " is no UNIX stream socket", e);
    }
  }

  /**
   * That nothing was passed beside what was taken: what nobody serves would swallow requests.
   *
   * @throws IOException which names the rest
   */
  public void requireAllTaken() throws IOException {
    if (!numbers.isEmpty()) {
      throw new IOException(
          "systemd passes sockets that are of no use here: "
              + String.join(", ", numbers.keySet())
              + "; look at FileDescriptorName= in the socket units");
    }
  }
}
