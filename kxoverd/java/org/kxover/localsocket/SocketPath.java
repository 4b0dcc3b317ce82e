package org.kxover.localsocket;

import java.io.IOException;
import java.net.ConnectException;
import java.net.SocketException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.SocketChannel;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.util.Set;

/**
 * Checks and clears the path of the socket before it is bound. The bound socket lets every user
 * connect, so the folder must keep other users out. A file of another kind, or a socket in use, is
 * never replaced.
 */
final class SocketPath {
  private SocketPath() {}

  static void prepare(Path socket) throws IOException {
    Path folder = socket.toAbsolutePath().getParent();
    if (!Files.isDirectory(folder)) {
      throw new IOException(folder + " is not a folder; create it, with a mode such as 0750");
    }
    Set<PosixFilePermission> mode = Files.getPosixFilePermissions(folder);
    if (mode.contains(PosixFilePermission.OTHERS_WRITE)
        || mode.contains(PosixFilePermission.OTHERS_EXECUTE)) {
      throw new IOException(folder + " is open to every user; chmod it to a mode such as 0750");
    }
    if (mode.contains(PosixFilePermission.GROUP_WRITE)) {
      throw new IOException(
          folder + " lets its group replace the socket; chmod it to a mode such as 0750");
    }
    if (!Files.exists(socket, LinkOption.NOFOLLOW_LINKS)) {
      return;
    }
    if (!isSocket(socket)) {
      throw new IOException(socket + " exists and is not a socket; move it away");
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

  /**
   * False only if the connection is refused: any other error may mean that the owner is busy. Does
   * not block.
   */
  private static boolean isAlive(Path path) throws IOException {
    try (SocketChannel probe = SocketChannel.open(StandardProtocolFamily.UNIX)) {
      probe.configureBlocking(false);
      probe.connect(UnixDomainSocketAddress.of(path));
      return true;
    } catch (ConnectException e) {
      return false;
    } catch (SocketException e) {
      return true;
    }
  }
}
