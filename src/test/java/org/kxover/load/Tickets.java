package org.kxover.load;

import java.io.IOException;
import java.nio.file.Path;
import java.util.HexFormat;
import java.util.List;
import org.kxover.lab.LabKdc;
import org.kxover.lab.LabRealm;
import org.kxover.lab.LabUser;
import org.kxover.plugin.KdcAnswer;
import org.kxover.plugin.KdcClient;

/** Requests of a user for a host of another realm, made ahead, and how fast a KDC answers them. */
final class Tickets {
  private static final int REQUESTS = 600;

  private final Path driver;
  private final LabUser user;
  private final LabKdc kdc;
  private final String server;
  private final String ticket;

  /**
   * @param driver of {@link org.kxover.plugin.NativeBuild#tgsDriver}
   * @param host of the realm {@code other}, to which ours was crossed over
   */
  Tickets(Path driver, LabRealm realm, LabUser user, String host, String other) {
    this.driver = driver;
    this.user = user;
    this.kdc = realm.kdc();
    this.server = "HTTP/" + host + "@" + realm.name();
    this.ticket = "krbtgt/" + other + "@" + realm.name();
  }

  /** As many different requests for that server. */
  static List<byte[]> requests(Path driver, LabUser user, int count, String server)
      throws IOException {
    return user.program(driver.toString(), Integer.toString(count), server)
        .run()
        .lines()
        .map(HexFormat.of()::parseHex)
        .toList();
  }

  /** Tickets a second, asked for one after the other. */
  double rate() throws IOException {
    List<byte[]> requests = requests(driver, user, REQUESTS, server);
    long start = System.nanoTime();
    for (byte[] request : requests) {
      KdcAnswer answer = KdcClient.ask(kdc.port(), request);
      if (!ticket.equals(answer.ticket())) {
        throw new IOException("no referral, but " + answer);
      }
    }
    return requests.size() * 1e9 / (System.nanoTime() - start);
  }
}
