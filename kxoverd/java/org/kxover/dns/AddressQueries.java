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

/** Looks up the A and AAAA records of hosts. The addresses are not validated. */
final class AddressQueries {
  private static final int MAX_ADDRESSES = 16;

  private record SentQuery(LookupTrace trace, CompletableFuture<Message> response) {}

  private final Wire wire;
  private final Duration limit;

  AddressQueries(Upstream upstream, Duration limit) {
    this.wire = new Wire(upstream);
    this.limit = limit;
  }

  /** Implements {@link SecureDns#addresses}. */
  List<InetAddress> lookup(Name host, Deadline deadline) throws IOException {
    Duration time = Duration.ofNanos(deadline.atMost(limit).nanosLeft());
    List<InetAddress> addresses = new ArrayList<>();
    IOException failure = new UnknownHostException(host.toString(true) + " has no address");
    // Half the time, so that a missing answer to one query leaves the caller time to connect.
    Deadline half = Deadline.in(time.dividedBy(2));
    for (SentQuery sent : List.of(send(host, Type.AAAA, half), send(host, Type.A, half))) {
      LookupTrace trace = sent.trace();
      try {
        // The resolver followed the CNAMEs, so every address in the answer belongs to the host.
        collect(Wire.await(sent.response(), trace), addresses);
        if (trace.failure().isPresent()) {
          failure = new IOException(trace.failure().get());
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

  private SentQuery send(Name host, int type, Deadline deadline) {
    LookupTrace trace = LookupTrace.withoutValidation(deadline);
    try {
      return new SentQuery(trace, wire.sendAsync(host, type, trace));
    } catch (IOException e) {
      return new SentQuery(trace, CompletableFuture.failedFuture(e));
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
