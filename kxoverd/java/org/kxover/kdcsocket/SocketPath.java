package org.kxover.kdcsocket;

import java.io.IOException;
import java.net.SocketException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.util.Set;
import org.newsclub.net.unix.AFUNIXSocket;
import org.newsclub.net.unix.AFUNIXSocketAddress;

/**
 * Makes sure of the place of the socket before it is bound. Binding replaces whatever is there and
 * lets everyone connect, so the folder must keep others out and nothing alive may be at the path.
 */
final class SocketPath {
  private SocketPath() {}

  static void prepare(Path socket) throws IOException {
    Path folder = socket.toAbsolutePath().getParent();
    if (!Files.isDirectory(folder)) {
      throw new IOException(folder + " is no folder; make it, with a mode such as 0750");
    }
    Set<PosixFilePermission> mode = Files.getPosixFilePermissions(folder);
    if (mode.contains(PosixFilePermission.OTHERS_WRITE)
        || mode.contains(PosixFilePermission.OTHERS_EXECUTE)) {
      throw new IOException(folder + " lets every user in; chmod it to a mode such as 0750");
    }
    if (mode.contains(PosixFilePermission.GROUP_WRITE)) {
      throw new IOException(
          folder + " lets its group put another socket there; chmod it to a mode such as 0750");
    }
    if (!Files.exists(socket, LinkOption.NOFOLLOW_LINKS)) {
      return;
    }
    if (!isSocket(socket)) {
      throw new IOException(socket + " exists and is no socket; move it away");
    }
    if (isAlive(socket)) {
      throw new IOException(socket + " is in use; is another kxoverd running?");
    }
    Files.delete(socket);
  }

  private static boolean isSocket(Path path) throws IOException {
    int mode = (Integer) Files.getAttribute(path, "unix:mode", LinkOption.NOFOLLOW_LINKS);
    return (mode & 0170000) == 0140000;
  }

  private static boolean isAlive(Path path) throws IOException {
    try (AFUNIXSocket probe = AFUNIXSocket.connectTo(AFUNIXSocketAddress.of(path))) {
      return probe.isConnected();
    } catch (SocketException e) {
      return false;
    }
  }
}
