package org.kxover.check;

import java.util.Optional;
import org.kxover.discovery.DiscoveryException;
import org.xbill.DNS.Name;
import org.xbill.DNS.TextParseException;
import org.xbill.DNS.Type;

/** What to do about a record that secure DNS did not give. */
final class DnsAdvice {
  private static final String THEIR_TASK = "the administrators of that realm must do this: ";

  private final DnsTrail trail;
  private final String resolver;

  /**
   * @param resolver its address, for messages
   */
  DnsAdvice(DnsTrail trail, String resolver) {
    this.trail = trail;
    this.resolver = resolver;
  }

  /**
   * The advice about records of ours.
   *
   * @param publish what to do if the records are absent
   */
  String ours(DiscoveryException problem, String publish) {
    return switch (problem.failure()) {
      case ABSENT -> hidden(problem).orElse(publish);
      case INSECURE, BOGUS, INDETERMINATE -> inZone(problem).orElse("correct the zone");
      case FAILED -> unanswered(problem);
      case REFUSED -> "see never_look_up in the settings";
      case INVALID -> publish + ", and no others of that name and type";
    };
  }

  /** The advice about records of another realm. */
  String theirs(DiscoveryException problem) {
    return switch (problem.failure()) {
      case ABSENT -> THEIR_TASK + hidden(problem).orElse("publish it");
      case INSECURE, BOGUS, INDETERMINATE ->
          THEIR_TASK + inZone(problem).orElse("correct the zone");
      case FAILED -> unanswered(problem);
      case REFUSED -> "see never_look_up in the settings";
      case INVALID -> THEIR_TASK + "correct the record";
    };
  }

  private String unanswered(DiscoveryException problem) {
    return "see that the name servers of "
        + question(problem).map(Question::text).orElse("that zone")
        + " answer the resolver at "
        + resolver;
  }

  /** Only a wildcard makes an absence more than an absence. */
  private Optional<String> hidden(DiscoveryException problem) {
    return fault(problem)
        .filter(fault -> fault.text().startsWith("*"))
        .map(fault -> fault.advice() + " (" + fault.text() + ")");
  }

  private Optional<String> inZone(DiscoveryException problem) {
    return fault(problem).map(fault -> fault.advice() + " (" + fault.text() + ")");
  }

  private Optional<DnsTrail.Fault> fault(DiscoveryException problem) {
    return question(problem).flatMap(one -> trail.fault(one.name(), one.type()));
  }

  private record Question(Name name, int type) {
    String text() {
      return name.toString(true);
    }
  }

  /** The message of a DiscoveryException begins with the owner's name and the type. */
  private static Optional<Question> question(DiscoveryException problem) {
    String[] words = problem.getMessage().split(": ", 2)[0].split(" ", -1);
    int type = words.length == 2 ? Type.value(words[1]) : -1;
    try {
      return type < 0
          ? Optional.empty()
          : Optional.of(new Question(Name.fromString(words[0], Name.root), type));
    } catch (TextParseException e) {
      return Optional.empty();
    }
  }
}
