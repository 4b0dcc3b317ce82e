package org.kxover.discovery;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.kxover.dns.Deadline;
import org.kxover.dns.DnsAnswer;
import org.kxover.dns.DnsOutcome;
import org.kxover.dns.SecureDns;
import org.xbill.DNS.DClass;
import org.xbill.DNS.Name;
import org.xbill.DNS.Record;
import org.xbill.DNS.Type;

/** Secure DNS as a test tells it; what it does not tell is provably absent. */
final class ScriptedDns implements SecureDns {
  static final Duration ABSENT_TTL = Duration.ofSeconds(45);

  private final Map<String, DnsAnswer> answers = new HashMap<>();
  private final Map<String, CountDownLatch> heldUp = new HashMap<>();
  private final Map<String, Runnable> afterwards = new HashMap<>();
  private final List<String> asked = new CopyOnWriteArrayList<>();
  private final List<String> located = new CopyOnWriteArrayList<>();
  private final AtomicInteger withoutAddress = new AtomicInteger();

  /** Secure records of one name and type, such as {@code "www.b.example 60 A 127.0.0.1"}. */
  ScriptedDns secure(String... records) {
    List<Record> parsed = new ArrayList<>();
    for (String record : records) {
      parsed.add(parse(record));
    }
    Record first = parsed.get(0);
    Duration ttl = Duration.ofSeconds(first.getTTL());
    answers.put(
        key(first.getName(), first.getType()), DnsAnswer.secure(first.getName(), parsed, ttl));
    return this;
  }

  /** {@code question}, such as {@code "www.b.example A"}, comes to a bad end. */
  ScriptedDns bad(String question, DnsOutcome outcome) {
    return badAlias(question, outcome, question.split(" ")[0]);
  }

  /** {@code question} comes to a bad end, at the name to which an alias led. */
  ScriptedDns badAlias(String question, DnsOutcome outcome, String end) {
    answers.put(question, DnsAnswer.unusable(outcome, name(end), "as scripted"));
    return this;
  }

  /** {@code question} is answered by the owner of the records at the end of a secure alias. */
  ScriptedDns alias(String question, String end) {
    answers.put(question, DnsAnswer.absent(name(end), Duration.ofSeconds(20), "as scripted"));
    return this;
  }

  /** {@code question} has no answer before {@code until} is at zero. */
  ScriptedDns heldUp(String question, CountDownLatch until) {
    heldUp.put(question, until);
    return this;
  }

  /** {@code action} is run when {@code question} is about to be answered. */
  ScriptedDns afterwards(String question, Runnable action) {
    afterwards.put(question, action);
    return this;
  }

  /** The next so many questions for addresses have no answer in time. */
  ScriptedDns withoutAddress(int questions) {
    withoutAddress.set(questions);
    return this;
  }

  /** The questions so far, in the same form. */
  List<String> asked() {
    return asked;
  }

  /** The hosts whose addresses were asked for. */
  List<String> located() {
    return located;
  }

  @Override
  public DnsAnswer lookup(Name name, int type, Deadline deadline) {
    asked.add(key(name, type));
    if (!isFree(key(name, type), deadline)) {
      return DnsAnswer.unusable(DnsOutcome.FAILED, name, "no answer in time");
    }
    afterwards.getOrDefault(key(name, type), () -> {}).run();
    DnsAnswer absent = DnsAnswer.absent(name, ABSENT_TTL, "no such name");
    return answers.getOrDefault(key(name, type), absent);
  }

  @Override
  public List<InetAddress> addresses(Name host, Deadline deadline) throws IOException {
    located.add(host.toString(true));
    if (withoutAddress.getAndDecrement() > 0) {
      throw new IOException("no answer in time");
    }
    return List.of(InetAddress.getByAddress(host.toString(true), new byte[] {127, 0, 0, 1}));
  }

  private boolean isFree(String question, Deadline deadline) {
    CountDownLatch until = heldUp.getOrDefault(question, new CountDownLatch(0));
    try {
      return until.await(deadline.nanosLeft(), TimeUnit.NANOSECONDS) && !deadline.hasPassed();
    } catch (InterruptedException e) {
      throw new AssertionError(e);
    }
  }

  private static Record parse(String record) {
    String[] words = record.split(" ", 4);
    try {
      return Record.fromString(
          name(words[0]),
          Type.value(words[2]),
          DClass.IN,
          Long.parseLong(words[1]),
          words[3],
          Name.root);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static Name name(String text) {
    return Name.fromConstantString(text + ".");
  }

  private static String key(Name name, int type) {
    return name.toString(true) + " " + Type.string(type);
  }
}
