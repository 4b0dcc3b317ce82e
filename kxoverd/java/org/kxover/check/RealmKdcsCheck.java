package org.kxover.check;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.kxover.assembly.NetworkParts;
import org.kxover.base.AddressText;
import org.kxover.config.RealmSettings;
import org.kxover.dns.Deadline;
import org.kxover.dns.DnsAnswer;
import org.kxover.dns.DnsOutcome;
import org.kxover.dns.SecureDns;
import org.kxover.setup.LocalCommand;
import org.xbill.DNS.Name;
import org.xbill.DNS.Record;
import org.xbill.DNS.SRVRecord;
import org.xbill.DNS.TextParseException;
import org.xbill.DNS.Type;

/**
 * Checks that each KDC answers that the realm's SRV records name (RFC 4120 section 7.2.3.2). It
 * asks for a ticket of a user that does not exist.
 */
final class RealmKdcsCheck implements Check {
  private static final Duration LIMIT = Duration.ofSeconds(10);
  private static final int MAX_KDCS = 32;

  /** What MIT's client says if no KDC has answered. */
  private static final List<String> SILENCE =
      List.of("Cannot contact any KDC", "Cannot find KDC", "Cannot resolve");

  private final RealmSettings realm;
  private final KdcEnvironment kdc;
  private final boolean localRuns;
  private final SecureDns dns;

  /**
   * @param localRuns true if the KDC of this machine is running
   */
  RealmKdcsCheck(RealmSettings realm, KdcEnvironment kdc, boolean localRuns, SecureDns dns) {
    this.realm = realm;
    this.localRuns = localRuns;
    this.kdc = kdc;
    this.dns = dns;
  }

  @Override
  public void run(Report report) {
    servers().forEach((server, addresses) -> check(server, addresses, report));
  }

  private void check(String server, List<InetSocketAddress> addresses, Report report) {
    String subject = "KDC " + server;
    if (addresses.isEmpty()) {
      report.error(
          subject,
          "DNS names it, and has no address for it",
          "publish an A or AAAA record for it, or delete its SRV records");
      return;
    }
    for (InetSocketAddress address : addresses) {
      if (!localRuns && NetworkParts.isOfThisMachine(address.getAddress())) {
        // The finding on the KDC of this machine says so.
        continue;
      }
      try (LocalTickets nobody = LocalTickets.ofNobody(realm.realm(), kdc)) {
        LocalCommand.Output output =
            nobody.at(AddressText.of(address), "kinit", "kxover-nobody@" + realm.realm());
        if (SILENCE.stream().anyMatch(output.text()::contains)) {
          report.error(
              subject,
              AddressText.of(address) + " does not answer (seen from this machine only)",
              "start krb5kdc there, and let port "
                  + address.getPort()
                  + " through firewalls; or delete its SRV records");
        } else {
          report.ok(subject, AddressText.of(address) + " answers (seen from this machine only)");
        }
      } catch (IOException e) {
        report.warning(subject, e.getMessage(), "install kinit (Debian: the package krb5-user)");
      }
    }
  }

  /** The addresses of each KDC in secure DNS, by host and port. */
  private Map<String, List<InetSocketAddress>> servers() {
    Map<String, List<InetSocketAddress>> servers = new LinkedHashMap<>();
    Deadline deadline = Deadline.in(LIMIT);
    for (String protocol : List.of("_udp", "_tcp")) {
      for (Record one : records("_kerberos." + protocol, deadline)) {
        SRVRecord server = (SRVRecord) one;
        if (!server.getTarget().equals(Name.root) && servers.size() < MAX_KDCS) {
          servers.computeIfAbsent(
              server.getTarget().toString(true) + ":" + server.getPort(),
              any -> addresses(server, deadline));
        }
      }
    }
    return servers;
  }

  private List<InetSocketAddress> addresses(SRVRecord server, Deadline deadline) {
    try {
      return dns.addresses(server.getTarget(), deadline).stream()
          .map(address -> new InetSocketAddress(address, server.getPort()))
          .toList();
    } catch (IOException e) {
      return List.of();
    }
  }

  private List<Record> records(String service, Deadline deadline) {
    try {
      Name name = Name.fromString(service + "." + realm.realm().dnsName(), Name.root);
      DnsAnswer answer = dns.lookup(name, Type.SRV, deadline);
      return answer.outcome() == DnsOutcome.SECURE ? answer.records() : List.of();
    } catch (TextParseException e) {
      return List.of();
    }
  }
}
