package org.kxover.conformance;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.kxover.conformance.Replay.Step;
import org.kxover.dns.DnsAnswer;
import org.kxover.dns.DnsOutcome;
import org.kxover.dns.ReplayedDns;
import org.kxover.dns.TrustAnchorException;
import org.xbill.DNS.Name;
import org.xbill.DNS.TextParseException;
import org.xbill.DNS.Type;

/**
 * Unbound's replays of zones, signed again by {@link ReplaySigner}, with our validator and our
 * reading of its verdicts. {@link ReplayPlayer} takes the place of the resolver, so the suite says
 * nothing about resolvers.
 *
 * <p>Left out are replays without a trust anchor or a date, those in which a record cannot be read,
 * questions for any type, and questions without the DO bit: unbound does not say whether it
 * validated their answers.
 */
final class ZoneSuite implements Suite {
  private static final String SECURE = "secure";
  private static final String NOT_SECURE = "not secure";

  @Override
  public String title() {
    return "Zones";
  }

  @Override
  public String sourcePackage() {
    return "unbound";
  }

  @Override
  public List<Comparison> run(Path folder) throws IOException, GeneralSecurityException {
    List<Path> files;
    try (Stream<Path> all = Files.list(folder.resolve("testdata"))) {
      files = all.filter(file -> file.toString().endsWith(".rpl")).sorted().toList();
    }
    List<Comparison> comparisons = new ArrayList<>();
    for (Path file : files) {
      try {
        Replay replay = Replay.read(file);
        ReplaySigner.sign(replay);
        if (replay.time.isPresent()) {
          compare(file.getFileName().toString(), replay, comparisons);
        }
      } catch (TextParseException | TrustAnchorException e) {
        // Left out: see above.
      }
    }
    return comparisons;
  }

  private static void compare(String file, Replay replay, List<Comparison> comparisons)
      throws IOException, TrustAnchorException {
    ReplayPlayer player = new ReplayPlayer(replay);
    ReplayedDns dns = new ReplayedDns(replay.trustAnchors, replay.time.get(), player::answer);
    Step question = null;
    for (Step step : replay.steps) {
      if (step.kind().equals("QUERY")) {
        question = step;
      } else if (step.kind().equals("CHECK_ANSWER") && isComparable(question)) {
        player.at(question.number());
        String[] words = question.message().question().split("\\s+");
        DnsAnswer answer =
            dns.lookup(Name.fromString(words[0], Name.root), Type.value(words[words.length - 1]));
        comparisons.add(
            new Comparison(
                file + " " + question.number(),
                theirs(step.message().reply()),
                ours(answer.outcome()),
                answer.outcome() + " " + answer.reason()));
      }
    }
  }

  private static boolean isComparable(Step question) {
    return question != null
        && question.message().reply().contains("DO")
        && !question.message().question().endsWith(" ANY");
  }

  private static String theirs(Set<String> reply) {
    if (reply.contains("SERVFAIL")) {
      return Comparison.REFUSED;
    }
    return reply.contains("AD") ? SECURE : NOT_SECURE;
  }

  private static String ours(DnsOutcome outcome) {
    return switch (outcome) {
      case SECURE, ABSENT -> SECURE;
      case INSECURE -> NOT_SECURE;
      case BOGUS, INDETERMINATE, FAILED, COSTLY -> Comparison.REFUSED;
    };
  }
}
