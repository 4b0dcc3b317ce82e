package org.kxover.watch;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.kxover.config.CertificateSettings;
import org.kxover.config.RealmSettings;
import org.kxover.dane.DaneVerdict;
import org.kxover.dane.TlsaRecord;
import org.kxover.discovery.Discovery;
import org.kxover.discovery.DiscoveryException;
import org.kxover.discovery.Peer;
import org.kxover.discovery.PeerTrust;
import org.kxover.dns.Deadline;
import org.kxover.dns.DnsAnswer;
import org.kxover.dns.DnsOutcome;
import org.kxover.dns.SecureDns;
import org.kxover.kerberos.Realm;
import org.xbill.DNS.Name;
import org.xbill.DNS.Record;
import org.xbill.DNS.SRVRecord;
import org.xbill.DNS.TLSARecord;
import org.xbill.DNS.TextParseException;
import org.xbill.DNS.Type;

/**
 * Looks in secure DNS for the records of one daemon of a realm, as another realm's daemon would.
 * Answers are cached for their TTL, as they are at the others.
 */
public final class OwnRecordsLook {
  private static final Duration LIMIT = Duration.ofSeconds(10);

  private final Realm realm;
  private final String host;
  private final int port;
  private final List<byte[]> chainDer;
  private final PeerTrust trust;
  private final SecureDns dns;

  /**
   * @param port of our listener
   * @param chainDer our certificate, and those above it that we send
   */
  public OwnRecordsLook(
      RealmSettings settings, int port, List<byte[]> chainDer, PeerTrust trust, SecureDns dns) {
    this.realm = settings.realm();
    this.host = settings.get(CertificateSettings.HOST);
    this.port = port;
    this.chainDer = List.copyOf(chainDer);
    this.trust = trust;
    this.dns = dns;
  }

  /** Blocks for a time limit of seconds at most. */
  OwnRecordsFinding look() {
    Deadline deadline = Deadline.in(LIMIT);
    Map<OwnRecord, String> problems = new EnumMap<>(OwnRecord.class);
    List<Instant> ends = new ArrayList<>();
    List<Duration> ttls = new ArrayList<>();
    for (OwnRecord record : OwnRecord.values()) {
      DnsAnswer answer = ask(record, deadline);
      answer.signedUntil().ifPresent(ends::add);
      ttls.add(answer.ttl());
      problem(record, answer).ifPresent(why -> problems.put(record, why));
    }
    return new OwnRecordsFinding(
        problems, ends.stream().min(Instant::compareTo), Collections.min(ttls));
  }

  private DnsAnswer ask(OwnRecord record, Deadline deadline) {
    return switch (record) {
      case TXT -> dns.lookup(name("_kerberos." + realm.dnsName()), Type.TXT, deadline);
      case SRV -> dns.lookup(name("_kerberos-tls._tcp." + realm.dnsName()), Type.SRV, deadline);
      case TLSA -> dns.lookup(name("_" + port + "._tcp." + host), Type.TLSA, deadline);
    };
  }

  private static Name name(String text) {
    try {
      return Name.fromString(text, Name.root);
    } catch (TextParseException e) {
      throw new IllegalStateException("the settings take no such name", e);
    }
  }

  private Optional<String> problem(OwnRecord record, DnsAnswer answer) {
    if (record == OwnRecord.TXT && answer.outcome() == DnsOutcome.ABSENT && isUpperCase()) {
      // Others then take the realm in upper case.
      return Optional.empty();
    }
    if (answer.outcome() != DnsOutcome.SECURE) {
      String outcome = answer.outcome().name().toLowerCase(Locale.ROOT);
      return Optional.of(outcome + ", " + answer.reason());
    }
    return switch (record) {
      case TXT -> problemOfTxt(answer.records());
      case SRV -> problemOfSrv(answer.records());
      case TLSA -> problemOfTlsa(answer.records());
    };
  }

  private boolean isUpperCase() {
    return realm.name().equals(realm.name().toUpperCase(Locale.ROOT));
  }

  private Optional<String> problemOfTxt(List<Record> records) {
    try {
      Realm named = Discovery.realmIn(name("_kerberos." + realm.dnsName()), records);
      return named.equals(realm)
          ? Optional.empty()
          : Optional.of("a record names " + named + ", not " + realm);
    } catch (DiscoveryException e) {
      return Optional.of(e.getMessage());
    }
  }

  private Optional<String> problemOfSrv(List<Record> records) {
    return records.stream().map(SRVRecord.class::cast).anyMatch(this::isOurs)
        ? Optional.empty()
        : Optional.of("no record names " + host + ":" + port);
  }

  private boolean isOurs(SRVRecord record) {
    return record.getPort() == port
        && record.getTarget().toString(true).toLowerCase(Locale.ROOT).equals(host);
  }

  private Optional<String> problemOfTlsa(List<Record> records) {
    List<TlsaRecord> all = records.stream().map(OwnRecordsLook::read).toList();
    DaneVerdict verdict = trust.judge(chainDer, new Peer(host, port, all), realm);
    return verdict.ok()
        ? Optional.empty()
        : Optional.of("they do not fit our certificate: " + verdict.reason());
  }

  private static TlsaRecord read(Record record) {
    TLSARecord tlsa = (TLSARecord) record;
    return new TlsaRecord(
        tlsa.getCertificateUsage(),
        tlsa.getSelector(),
        tlsa.getMatchingType(),
        tlsa.getCertificateAssociationData());
  }
}
