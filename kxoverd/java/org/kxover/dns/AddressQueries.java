package org.kxover.dns;

import java.io.IOException;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.xbill.DNS.AAAARecord;
import org.xbill.DNS.ARecord;
import org.xbill.DNS.Message;
import org.xbill.DNS.Name;
import org.xbill.DNS.Record;
import org.xbill.DNS.Section;
import org.xbill.DNS.Type;

/**
 * Asks for the A and AAAA records of hosts: addresses as the resolver gives them, without
 * validation.
 */
final class AddressQueries {
  private static final int MAX_ADDRESSES = 16;

  private record Sent(LookupTrace inquiry, CompletableFuture<Message> response) {}

  private final Wire wire;
  private final Duration limit;

  AddressQueries(Upstream upstream, Duration limit) {
    this.wire = new Wire(upstream);
    this.limit = limit;
  }

  /** As {@link SecureDns#addresses}. */
  List<InetAddress> of(Name host, Deadline deadline) throws IOException {
    Duration time = Duration.ofNanos(deadline.atMost(limit).nanosLeft());
    List<InetAddress> addresses = new ArrayList<>();
    IOException failure = new UnknownHostException(host.toString(true) + " has no address");
    // Half the time: silence about one of them shall leave some for whoever has the other.
    Deadline half = Deadline.in(time.dividedBy(2));
    for (Sent sent : List.of(send(host, Type.AAAA, half), send(host, Type.A, half))) {
      LookupTrace inquiry = sent.inquiry();
      try {
        // The resolver followed the CNAMEs: what stands in the answer is the host's.
        collect(Wire.await(sent.response(), inquiry), addresses);
        if (inquiry.failure().isPresent()) {
          failure = new IOException(inquiry.failure().get());
        }
      } catch (IOException e) {
        failure = e;
      }
    }
    if (addresses.isEmpty()) {
      throw failure;
    }
    return addresses.subList(0, Math.min(addresses.size(), MAX_ADDRESSES));
  }

  /** Both questions are on their way at the same time. */
  private Sent send(Name host, int type, Deadline deadline) {
    LookupTrace inquiry = new LookupTrace(deadline);
    try {
      return new Sent(inquiry, wire.begin(host, type, inquiry));
    } catch (IOException e) {
      return new Sent(inquiry, CompletableFuture.failedFuture(e));
    }
  }

  private static void collect(Message response, List<InetAddress> addresses) {
    for (Record record : response.getSection(Section.ANSWER)) {
      if (record instanceof AAAARecord address) {
        addresses.add(address.getAddress());
      } else if (record instanceof ARecord address) {
        addresses.add(address.getAddress());
      }
    }
  }
}
