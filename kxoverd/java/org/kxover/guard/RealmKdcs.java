package org.kxover.guard;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.kxover.base.AddressText;
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
 * (RFC 4120 section 7.2.3.2). If a look-up fails, those that it gave last. Not thread-safe.
 */
final class RealmKdcs {
  private static final Logger LOG = LoggerFactory.getLogger(RealmKdcs.class);
  private static final Duration LIMIT = Duration.ofSeconds(10);
  static final int MAX_KDCS = 32;

  private final RealmSettings settings;
  private final SecureDns dns;
  private final Map<String, List<Record>> lastRecords = new HashMap<>();
  private final Map<Name, List<InetAddress>> lastAddresses = new HashMap<>();

  RealmKdcs(RealmSettings settings, SecureDns dns) {
    this.settings = settings;
    this.dns = dns;
  }

  /**
   * What is known.
   *
   * @param addresses each KDC's address by a name for people; at most {@value #MAX_KDCS}
   * @param unknown what is not known, and why: there may be KDCs that cannot be tried
   */
  record Found(Map<String, InetSocketAddress> addresses, Map<String, String> unknown) {}

  Found find() {
    Found found = new Found(new LinkedHashMap<>(), new LinkedHashMap<>());
    for (InetSocketAddress address : settings.get(GuardSettings.GUARDED_KDCS)) {
      found.addresses.put(AddressText.of(address) + " (guarded_kdcs)", address);
    }
    Deadline deadline = Deadline.in(LIMIT);
    Set<InetSocketAddress> known = new LinkedHashSet<>(found.addresses.values());
    Set<Name> targets = new HashSet<>();
    for (String protocol : List.of("_tcp", "_udp")) {
      for (Record one : records("_kerberos." + protocol, deadline, found)) {
        targets.add(((SRVRecord) one).getTarget());
        add((SRVRecord) one, known, deadline, found);
      }
    }
    lastAddresses.keySet().retainAll(targets);
    return found;
  }

  private List<Record> records(String service, Deadline deadline, Found found) {
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
      // Records of an unsigned zone name no KDC, as nobody can tell who wrote them.
      if (answer.outcome() != DnsOutcome.INSECURE && !lastRecords.containsKey(service)) {
        found.unknown.put(
            "named by " + name.toString(true) + " SRV", answer.outcome() + ": " + answer.reason());
      }
    }
    return lastRecords.getOrDefault(service, List.of());
  }

  private void add(SRVRecord record, Set<InetSocketAddress> known, Deadline deadline, Found found) {
    Name target = record.getTarget();
    if (target.equals(Name.root)) {
      return;
    }
    String host = target.toString(true) + ":" + record.getPort();
    try {
      lastAddresses.put(target, dns.addresses(target, deadline));
    } catch (IOException e) {
      LOG.debug("{} is not located: {}", host, e.getMessage());
      if (!lastAddresses.containsKey(target)) {
        found.unknown.put(
            host, "an SRV record names it, but its address is not known: " + e.getMessage());
      }
    }
    for (InetAddress address : lastAddresses.getOrDefault(target, List.of())) {
      InetSocketAddress kdc = new InetSocketAddress(address, record.getPort());
      if (!known.add(kdc)) {
        continue;
      }
      if (found.addresses.size() < MAX_KDCS) {
        found.addresses.put(host + " (" + AddressText.of(address) + ")", kdc);
      } else {
        found.unknown.put("beyond the first " + MAX_KDCS, "kxoverd tries no more");
      }
    }
  }
}
