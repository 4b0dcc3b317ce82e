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

/** Secure DNS with answers from a test. Everything else is provably absent. */
final class ScriptedDns implements SecureDns {
  static final Duration ABSENT_TTL = Duration.ofSeconds(45);

  private final Map<String, DnsAnswer> answers = new HashMap<>();
  private final Map<String, CountDownLatch> delayed = new HashMap<>();
  private final Map<String, Runnable> beforeAnswer = new HashMap<>();
  private final List<String> asked = new CopyOnWriteArrayList<>();
  private final List<String> located = new CopyOnWriteArrayList<>();
  private final AtomicInteger withoutAddress = new AtomicInteger();

  /** Sets secure records of one name and type, such as {@code "www.b.example 60 A 127.0.0.1"}. */
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

  /** Sets the outcome of {@code question}, such as {@code "www.b.example A"}. */
  ScriptedDns bad(String question, DnsOutcome outcome) {
    return badAlias(question, outcome, question.split(" ")[0]);
  }

  /** Sets the outcome of {@code question} after an alias led to {@code target}. */
  ScriptedDns badAlias(String question, DnsOutcome outcome, String target) {
    answers.put(question, DnsAnswer.unusable(outcome, name(target), "as scripted"));
    return this;
  }

  /** Makes {@code question} absent at the target of a secure alias. */
  ScriptedDns alias(String question, String target) {
    answers.put(question, DnsAnswer.absent(name(target), Duration.ofSeconds(20), "as scripted"));
    return this;
  }

  /** Delays the answer to {@code question} until the latch is at zero. */
  ScriptedDns delayed(String question, CountDownLatch until) {
    delayed.put(question, until);
    return this;
  }

  /** Runs {@code action} just before {@code question} is answered. */
  ScriptedDns beforeAnswer(String question, Runnable action) {
    beforeAnswer.put(question, action);
    return this;
  }

  /** Makes the next {@code questions} lookups of addresses fail. */
  ScriptedDns withoutAddress(int questions) {
    withoutAddress.set(questions);
    return this;
  }

  /** The lookups so far, such as {@code "www.b.example A"}. */
  List<String> asked() {
    return asked;
  }

  /** The hosts whose addresses were looked up. */
  List<String> located() {
    return located;
  }

  @Override
  public DnsAnswer lookup(Name name, int type, Deadline deadline) {
    asked.add(key(name, type));
    if (!isFree(key(name, type), deadline)) {
      return DnsAnswer.unusable(DnsOutcome.FAILED, name, "no answer in time");
    }
    beforeAnswer.getOrDefault(key(name, type), () -> {}).run();
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
    CountDownLatch until = delayed.getOrDefault(question, new CountDownLatch(0));
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
