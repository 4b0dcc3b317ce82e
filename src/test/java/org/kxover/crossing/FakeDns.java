package org.kxover.crossing;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.locks.LockSupport;
import org.kxover.dns.Deadline;
import org.kxover.dns.DnsAnswer;
import org.kxover.dns.DnsOutcome;
import org.kxover.dns.SecureDns;
import org.xbill.DNS.DClass;
import org.xbill.DNS.Name;
import org.xbill.DNS.Record;
import org.xbill.DNS.Type;

/** Secure DNS with the answers that a test sets. All other names are provably absent. */
public final class FakeDns implements SecureDns {
  public static final String REASON = "resolver 192.0.2.53 said so";

  private final Map<String, DnsAnswer> answers = new ConcurrentHashMap<>();
  private final List<String> questions = new CopyOnWriteArrayList<>();
  private final Set<String> silent = ConcurrentHashMap.newKeySet();
  private final Set<String> broken = ConcurrentHashMap.newKeySet();
  private final Map<String, List<InetAddress>> addresses = new ConcurrentHashMap<>();

  /** Secure records of one name and type: {@code owner} without trailing dot. */
  public void secure(String owner, int type, long ttl, String... data) {
    List<Record> records = new ArrayList<>();
    try {
      for (String rdata : data) {
        records.add(Record.fromString(name(owner), type, DClass.IN, ttl, rdata, Name.root));
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    answers.put(
        key(name(owner), type), DnsAnswer.secure(name(owner), records, Duration.ofSeconds(ttl)));
  }

  /** Sets the outcome of a lookup. */
  public void ends(String owner, int type, DnsOutcome outcome) {
    answers.put(
        key(name(owner), type),
        outcome == DnsOutcome.ABSENT
            ? DnsAnswer.absent(name(owner), Duration.ofSeconds(60), REASON)
            : DnsAnswer.unusable(outcome, name(owner), REASON));
  }

  /** Lookups of {@code owner} time out. */
  public void neverEnds(String owner, int type) {
    silent.add(key(name(owner), type));
  }

  /** Lookups of {@code owner} meet a bug of ours. */
  public void breaks(String owner, int type) {
    broken.add(key(name(owner), type));
  }

  public void addresses(String host, List<InetAddress> all) {
    addresses.put(host, all);
  }

  /** Makes the look-up of the host's addresses fail. */
  public void noAddress(String host) {
    addresses.remove(host);
  }

  /** The questions so far, as owner and type. */
  public List<String> questions() {
    return List.copyOf(questions);
  }

  @Override
  public DnsAnswer lookup(Name name, int type, Deadline deadline) {
    questions.add(key(name, type));
    if (broken.contains(key(name, type))) {
      throw new IllegalStateException("a bug");
    }
    if (silent.contains(key(name, type))) {
      LockSupport.parkNanos(deadline.nanosLeft());
      return DnsAnswer.unusable(DnsOutcome.FAILED, name, "no answer in time");
    }
    return answers.getOrDefault(
        key(name, type), DnsAnswer.absent(name, Duration.ofSeconds(60), "no such name"));
  }

  @Override
  public List<InetAddress> addresses(Name host, Deadline deadline) throws IOException {
    List<InetAddress> all = addresses.get(host.toString(true));
    if (all == null) {
      throw new UnknownHostException(host.toString(true) + " has no address");
    }
    return all;
  }

  private static Name name(String text) {
    return Name.fromConstantString(text + ".");
  }

  private static String key(Name name, int type) {
    return name.toString(true) + " " + Type.string(type);
  }
}
