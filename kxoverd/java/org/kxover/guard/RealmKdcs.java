package org.kxover.guard;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.kxover.config.GuardSettings;
import org.kxover.config.RealmSettings;
import org.kxover.dns.Deadline;
import org.kxover.dns.DnsAnswer;
import org.kxover.dns.DnsOutcome;
import org.kxover.dns.SecureDns;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.xbill.DNS.Name;
import org.xbill.DNS.Record;
import org.xbill.DNS.SRVRecord;
import org.xbill.DNS.TextParseException;
import org.xbill.DNS.Type;

/**
 * The KDCs of the realm: those of the settings, and those that its SRV records name in secure DNS
 * (RFC 4120 section 7.2.3.2). If DNS fails, those that it named last.
 */
final class RealmKdcs {
  private static final Logger LOG = LoggerFactory.getLogger(RealmKdcs.class);
  private static final Duration LIMIT = Duration.ofSeconds(10);
  private static final int MAX_KDCS = 32;

  private final RealmSettings settings;
  private final SecureDns dns;
  private final Map<String, List<Record>> lastRecords = new LinkedHashMap<>();

  RealmKdcs(RealmSettings settings, SecureDns dns) {
    this.settings = settings;
    this.dns = dns;
  }

  /** Each KDC's address by a name for people; at most {@value #MAX_KDCS}. */
  Map<String, InetSocketAddress> find() {
    Map<String, InetSocketAddress> kdcs = new LinkedHashMap<>();
    for (InetSocketAddress address : settings.get(GuardSettings.GUARDED_KDCS)) {
      kdcs.put(
          address.getAddress().getHostAddress() + ":" + address.getPort() + " (guarded_kdcs)",
          address);
    }
    Deadline deadline = Deadline.in(LIMIT);
    Set<InetSocketAddress> known = new LinkedHashSet<>(kdcs.values());
    for (String protocol : List.of("_tcp", "_udp")) {
      for (Record one : records("_kerberos." + protocol, deadline)) {
        add((SRVRecord) one, known, kdcs, deadline);
      }
    }
    return kdcs;
  }

  private List<Record> records(String service, Deadline deadline) {
    Name name;
    try {
      name = Name.fromString(service + "." + settings.realm().dnsName() + ".");
    } catch (TextParseException e) {
      return List.of();
    }
    DnsAnswer answer = dns.lookup(name, Type.SRV, deadline);
    if (answer.isProven()) {
      lastRecords.put(
          service, answer.outcome() == DnsOutcome.SECURE ? answer.records() : List.of());
    } else {
      LOG.debug("{} SRV: {} {}", name, answer.outcome(), answer.reason());
    }
    return lastRecords.getOrDefault(service, List.of());
  }

  private void add(
      SRVRecord record,
      Set<InetSocketAddress> known,
      Map<String, InetSocketAddress> kdcs,
      Deadline deadline) {
    if (record.getTarget().equals(Name.root)) {
      return;
    }
    String host = record.getTarget().toString(true) + ":" + record.getPort();
    try {
      for (InetAddress address : dns.addresses(record.getTarget(), deadline)) {
        InetSocketAddress kdc = new InetSocketAddress(address, record.getPort());
        if (kdcs.size() < MAX_KDCS && known.add(kdc)) {
          kdcs.put(host + " (" + address.getHostAddress() + ")", kdc);
        }
      }
    } catch (IOException e) {
      LOG.warn("the KDC {} has no address, and is not tried: {}", host, e.getMessage());
    }
  }
}
