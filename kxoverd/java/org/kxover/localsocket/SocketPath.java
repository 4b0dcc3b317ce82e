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

  /** Does not wait, and takes for dead only what refuses: an owner may just be busy. */
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
