package org.kxover.check;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.net.InetAddress;
import java.net.ServerSocket;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.kxover.lab.LabCommand;
import org.kxover.lab.LabProcess;

/** The ports of a process, as the kernel shows them. */
@Timeout(60)
class ListeningPortsTest {
  @TempDir java.nio.file.Path folder;

  /** Perl, which every Debian has, listens on a port that the kernel chooses. */
  private String listening(String address) throws Exception {
    String code =
        "socket(S, PF_INET, SOCK_STREAM, 0); bind(S, sockaddr_in(0, inet_aton($ARGV[0])));"
            + " listen(S, 1); $| = 1; print \"port \", (sockaddr_in(getsockname(S)))[0], \"\\n\";"
            + " sleep 50";
    LabProcess process = new LabCommand(folder, "perl", "-MSocket", "-e", code, address).start();
    try {
      process.awaitLine("port ", java.time.Duration.ofSeconds(30));
      String port = process.log().replaceAll("(?s).*port (\\d+).*", "$1");
      return ListeningPorts.first(process.pid()).orElse("none").replace(port, "PORT");
    } finally {
      process.kill();
    }
  }

  @Test
  void theAddressIsOneThatThisMachineReaches() throws Exception {
    assertEquals("127.0.0.1:PORT", listening("0.0.0.0"));
    assertEquals("127.0.0.3:PORT", listening("127.0.0.3"));
  }

  /** The port of another process is not this one's. */
  @Test
  void aProcessThatListensNowhereHasNone() throws Exception {
    try (ServerSocket ours = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      LabProcess process = new LabCommand(folder, "sleep", "50").start();
      try {
        assertEquals(Optional.empty(), ListeningPorts.first(process.pid()), ours.toString());
      } finally {
        process.kill();
      }
    }
    assertEquals(Optional.empty(), ListeningPorts.first(Long.MAX_VALUE));
  }
}
