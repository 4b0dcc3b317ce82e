package org.kxover.conformance;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.kxover.conformance.Replay.Entry;
import org.kxover.conformance.Replay.Section;
import org.xbill.DNS.AAAARecord;
import org.xbill.DNS.ARecord;
import org.xbill.DNS.CNAMERecord;
import org.xbill.DNS.Flags;
import org.xbill.DNS.Message;
import org.xbill.DNS.NSRecord;
import org.xbill.DNS.Name;
import org.xbill.DNS.Rcode;
import org.xbill.DNS.Record;
import org.xbill.DNS.Type;

/**
 * A recursive resolver over the servers of a {@link Replay}: it follows delegations and aliases,
 * and validates nothing. It leaves NS records out of its answers. What no server answers gets
 * SERVFAIL.
 */
final class ReplayPlayer {
  private static final int MAX_DELEGATIONS = 12;
  private static final int MAX_DEPTH = 4;
  private static final int MAX_ALIASES = 8;

  private final Replay replay;

  /** The addresses of each zone's servers, as far as they are known. */
  private final Map<Name, Set<String>> zones;

  private int step;

  ReplayPlayer(Replay replay) {
    this.replay = replay;
    this.zones = new HashMap<>(replay.servers);
  }

  /** From now on, servers answer as in this step. */
  void at(int number) {
    step = number;
  }

  Message answer(Message query) {
    Record question = query.getQuestion();
    Message answer = new Message(query.getHeader().getID());
    answer.addRecord(question, org.xbill.DNS.Section.QUESTION);
    for (int flag : List.of(Flags.QR, Flags.RD, Flags.RA)) {
      answer.getHeader().setFlag(flag);
    }
    try {
      if (!add(answer, question.getName(), question.getType())) {
        answer.removeAllRecords(org.xbill.DNS.Section.ANSWER);
        answer.removeAllRecords(org.xbill.DNS.Section.AUTHORITY);
        answer.getHeader().setRcode(Rcode.SERVFAIL);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return answer;
  }

  /** Adds the records of the name, and of all names to which it leads. */
  private boolean add(Message answer, Name name, int type) throws IOException {
    Name next = name;
    for (int i = 0; i < MAX_ALIASES; i++) {
      Optional<Message> part = resolve(next, type, MAX_DEPTH);
      if (part.isEmpty()) {
        return false;
      }
      for (int section : List.of(org.xbill.DNS.Section.ANSWER, org.xbill.DNS.Section.AUTHORITY)) {
        part.get().getSection(section).forEach(one -> answer.addRecord(one, section));
      }
      answer.getHeader().setRcode(part.get().getRcode());
      Name end = end(part.get().getSection(org.xbill.DNS.Section.ANSWER), next);
      boolean leads = type != Type.CNAME && !end.equals(next) && !hasType(part.get(), end, type);
      if (!leads) {
        return true;
      }
      next = end;
    }
    return false;
  }

  private static Name end(List<Record> answer, Name name) {
    Name end = name;
    for (int i = 0; i < MAX_ALIASES; i++) {
      Name present = end;
      end =
          answer.stream()
              .filter(one -> one.getName().equals(present))
              .filter(CNAMERecord.class::isInstance)
              .map(one -> ((CNAMERecord) one).getTarget())
              .findFirst()
              .orElse(present);
    }
    return end;
  }

  /** True if a further question for the end of the aliases would bring nothing. */
  private static boolean hasType(Message part, Name end, int type) {
    return part.getSection(org.xbill.DNS.Section.ANSWER).stream()
            .anyMatch(one -> one.getName().equals(end) && one.getType() == type)
        || part.getSection(org.xbill.DNS.Section.AUTHORITY).stream()
            .anyMatch(one -> one.getType() == Type.SOA && end.subdomain(one.getName()));
  }

  private Optional<Message> resolve(Name name, int type, int depth) throws IOException {
    Name zone = start(name, type);
    Set<String> addresses = zones.getOrDefault(zone, Set.of());
    for (int i = 0; i < MAX_DELEGATIONS; i++) {
      Optional<Entry> entry = entry(addresses, name, type);
      if (entry.isEmpty()) {
        return type == Type.DS ? parent(addresses, zone, name) : alias(addresses, name, type);
      }
      Optional<Name> child = delegation(entry.get(), zone, name);
      if (child.isEmpty()) {
        return Optional.of(message(entry.get()));
      }
      if (type == Type.DS && child.get().equals(name)) {
        return Optional.of(delegationSigner(entry.get()));
      }
      zone = child.get();
      addresses = addresses(entry.get(), zone, depth);
      zones.put(zone, addresses);
    }
    return Optional.empty();
  }

  /** The zone with known servers that is nearest to the name; for DS records above it. */
  private Name start(Name name, int type) {
    return zones.keySet().stream()
        .filter(name::subdomain)
        .filter(zone -> type != Type.DS || zone.equals(Name.root) || !zone.equals(name))
        .max(Comparator.comparingInt(Name::labels))
        .orElse(Name.root);
  }

  /** What a delegation to the name tells of its DS records, whatever was asked. */
  private Optional<Message> parent(Set<String> addresses, Name zone, Name name) {
    return replay.answers.stream()
        .filter(entry -> isGiven(entry, addresses))
        .filter(entry -> delegation(entry, zone, name).filter(name::equals).isPresent())
        .findFirst()
        .map(ReplayPlayer::delegationSigner);
  }

  private Optional<Entry> entry(Set<String> addresses, Name name, int type) throws IOException {
    for (Entry entry : replay.answers) {
      if (isGiven(entry, addresses)) {
        String[] words = entry.question().split("\\s+");
        Name asked = Name.fromString(words[0], Name.root);
        boolean anyName = !entry.match().contains("qname") && !entry.match().contains("question");
        boolean anyType = !entry.match().contains("qtype") && !entry.match().contains("question");
        boolean named =
            entry.match().contains("subdomain")
                ? name.subdomain(asked)
                : anyName || name.equals(asked);
        if (named && (anyType || Type.value(words[words.length - 1]) == type)) {
          return Optional.of(entry);
        }
      }
    }
    return Optional.empty();
  }

  private boolean isGiven(Entry entry, Set<String> addresses) {
    return entry.first() <= step
        && step <= entry.last()
        && (entry.addresses().isEmpty()
            || entry.addresses().stream().anyMatch(addresses::contains));
  }

  /** A resolver that has the answer to another question with an alias has the alias, too. */
  private Optional<Message> alias(Set<String> addresses, Name name, int type) {
    if (type != Type.CNAME) {
      return Optional.empty();
    }
    return replay.answers.stream()
        .filter(entry -> isGiven(entry, addresses))
        .filter(
            entry ->
                entry.sections().get(Section.ANSWER).stream()
                    .anyMatch(one -> one.getType() == Type.CNAME && one.getName().equals(name)))
        .findFirst()
        .map(ReplayPlayer::message);
  }

  private static Optional<Name> delegation(Entry entry, Name zone, Name name) {
    List<Record> authority = entry.sections().get(Section.AUTHORITY);
    boolean hasAnswer = !entry.sections().get(Section.ANSWER).isEmpty();
    if (hasAnswer || authority.stream().anyMatch(one -> one.getType() == Type.SOA)) {
      return Optional.empty();
    }
    return authority.stream()
        .filter(one -> one.getType() == Type.NS)
        .map(Record::getName)
        .filter(owner -> owner.subdomain(zone) && !owner.equals(zone) && name.subdomain(owner))
        .findFirst();
  }

  private Set<String> addresses(Entry entry, Name zone, int depth) throws IOException {
    Set<String> found = new HashSet<>();
    for (Record one : entry.sections().get(Section.AUTHORITY)) {
      if (one instanceof NSRecord server && server.getName().equals(zone)) {
        found.addAll(glue(entry.sections().get(Section.ADDITIONAL), server.getTarget()));
        if (found.isEmpty() && depth > 0) {
          Optional<Message> answer = resolve(server.getTarget(), Type.A, depth - 1);
          if (answer.isPresent()) {
            List<Record> records = answer.get().getSection(org.xbill.DNS.Section.ANSWER);
            found.addAll(glue(records, server.getTarget()));
          }
        }
      }
    }
    return found;
  }

  private static Set<String> glue(List<Record> records, Name host) {
    Set<String> found = new HashSet<>();
    for (Record one : records) {
      if (one.getName().equals(host) && one instanceof ARecord address) {
        found.add(address.getAddress().getHostAddress());
      } else if (one.getName().equals(host) && one instanceof AAAARecord address) {
        found.add(address.getAddress().getHostAddress());
      }
    }
    return found;
  }

  private static Message message(Entry entry) {
    Message message = new Message();
    message.getHeader().setFlag(Flags.QR);
    for (String word : entry.reply()) {
      int rcode = word.equals("NOERROR") ? Rcode.NOERROR : rcode(word);
      if (rcode > 0) {
        message.getHeader().setRcode(rcode);
      }
    }
    entry.sections().get(Section.ANSWER).forEach(one -> add(message, one, true));
    entry.sections().get(Section.AUTHORITY).stream()
        .filter(one -> typeOf(one) != Type.NS)
        .forEach(one -> add(message, one, false));
    return message;
  }

  private static void add(Message message, Record record, boolean answer) {
    message.addRecord(
        record, answer ? org.xbill.DNS.Section.ANSWER : org.xbill.DNS.Section.AUTHORITY);
  }

  /** The type of a record, or the type that a signature covers. */
  private static int typeOf(Record record) {
    return record.getRRsetType();
  }

  private static int rcode(String word) {
    return Set.of("NXDOMAIN", "SERVFAIL", "REFUSED", "FORMERR", "NOTIMP", "YXDOMAIN").contains(word)
        ? Rcode.value(word)
        : Rcode.NOERROR;
  }

  /** What a delegation tells of the DS records of its zone. */
  private static Message delegationSigner(Entry entry) {
    Message message = new Message();
    message.getHeader().setFlag(Flags.QR);
    List<Record> authority = entry.sections().get(Section.AUTHORITY);
    boolean signed = authority.stream().anyMatch(one -> one.getType() == Type.DS);
    for (Record one : authority) {
      int type = typeOf(one);
      if (signed ? type == Type.DS : type == Type.NSEC || type == Type.NSEC3) {
        add(message, one, signed);
      }
    }
    return message;
  }
}
