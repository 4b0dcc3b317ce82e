package org.kxover.simulation;

import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.kxover.dane.TlsaRecord;
import org.kxover.dns.Deadline;
import org.kxover.dns.DnsAnswer;
import org.kxover.dns.SecureDns;
import org.xbill.DNS.DClass;
import org.xbill.DNS.Name;
import org.xbill.DNS.Record;
import org.xbill.DNS.SRVRecord;
import org.xbill.DNS.TLSARecord;
import org.xbill.DNS.TXTRecord;
import org.xbill.DNS.TextParseException;
import org.xbill.DNS.Type;

/**
 * Secure DNS in which each realm has all records, and one cache. It counts the questions that leave
 * the machine.
 */
final class ModelledDns implements SecureDns {
  private static final int TTL_SECONDS = 3_600;
  private static final long TTL = TTL_SECONDS * VirtualClock.SECOND;

  /** How long the validator keeps the keys of a zone. */
  private static final long KEYS_KEPT = 900 * VirtualClock.SECOND;

  private static final int CACHE_ENTRIES = 10_000;
  private static final int PORT = 4088;

  private final VirtualClock clock;
  private final TlsaRecord tlsa;
  private final Series questions;
  private final Map<String, Long> cache =
      new LinkedHashMap<>() {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<String, Long> eldest) {
          return size() > CACHE_ENTRIES;
        }
      };

  /**
   * @param tlsa of every daemon's certificate
   * @param questions counts them
   */
  ModelledDns(VirtualClock clock, TlsaRecord tlsa, Series questions) {
    this.clock = clock;
    this.tlsa = tlsa;
    this.questions = questions;
  }

  @Override
  public DnsAnswer lookup(Name name, int type, Deadline deadline) {
    String owner = name.toString(true).toLowerCase(Locale.ROOT);
    Duration ttl = Duration.ofSeconds(TTL_SECONDS);
    if (type == Type.DNSKEY) {
      askForKeys(owner);
      return DnsAnswer.absent(name, ttl, "the keys are not modelled");
    }
    ask(owner, type);
    return DnsAnswer.secure(name, List.of(record(name, owner, type)), ttl);
  }

  private Record record(Name name, String owner, int type) {
    String zone = zone(owner);
    return switch (type) {
      case Type.TXT -> new TXTRecord(name, DClass.IN, TTL_SECONDS, zone.toUpperCase(Locale.ROOT));
      case Type.SRV ->
          new SRVRecord(name, DClass.IN, TTL_SECONDS, 0, 0, PORT, absolute("kx." + zone));
      case Type.TLSA ->
          new TLSARecord(
              name,
              DClass.IN,
              TTL_SECONDS,
              tlsa.usage(),
              tlsa.selector(),
              tlsa.matchingType(),
              tlsa.association());
      default -> throw new IllegalArgumentException("no answer of type " + Type.string(type));
    };
  }

  /** All realms are right below one domain. */
  private static String zone(String owner) {
    String[] labels = owner.split("\\.");
    return labels[labels.length - 2] + "." + labels[labels.length - 1];
  }

  private static Name absolute(String name) {
    try {
      return Name.fromString(name, Name.root);
    } catch (TextParseException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  public List<InetAddress> addresses(Name host, Deadline deadline) throws UnknownHostException {
    String owner = host.toString(true);
    // A and AAAA.
    count(owner + " addresses", TTL, 2);
    return List.of(InetAddress.getByAddress(new byte[] {(byte) 192, 0, 2, 1}));
  }

  private void ask(String owner, int type) {
    count(owner + " " + type, TTL, 1);
    askForKeys(zone(owner));
  }

  /** DS and DNSKEY. The zones above are always in the cache. */
  private void askForKeys(String zone) {
    count(zone + " keys", KEYS_KEPT, 2);
  }

  private void count(String what, long kept, int number) {
    long now = clock.nanos();
    Long end = cache.get(what);
    if (end != null && now < end) {
      return;
    }
    cache.remove(what);
    cache.put(what, now + kept);
    for (int i = 0; i < number; i++) {
      questions.count(now);
    }
  }
}
