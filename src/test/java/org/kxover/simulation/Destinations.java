package org.kxover.simulation;

import java.time.Duration;
import java.util.EnumMap;
import java.util.Map;
import java.util.Optional;
import java.util.SplittableRandom;
import org.kxover.config.KeySettings;
import org.kxover.crossover.LocalRealm;
import org.kxover.event.FailureReason;
import org.kxover.kdb.KeyValidity;
import org.kxover.kdb.StoreException;
import org.kxover.kdb.StoredCrossover;
import org.kxover.kerberos.KerberosSyntaxException;
import org.kxover.kerberos.KerberosTime;
import org.kxover.kerberos.PrincipalName;
import org.kxover.kerberos.Realm;
import org.kxover.referral.Answer;
import org.kxover.referral.Question;
import org.kxover.referral.ReferralService;

/**
 * The realms to which the users of the simulated realm go, and the questions of its KDC. A question
 * that can change nothing is left out: while the newest key is known to be in use, and usable.
 */
final class Destinations {
  private final VirtualClock clock;
  private final SplittableRandom random;
  private final LocalRealm realm;
  private final ReferralService referrals;
  private final Duration maxTicketLife;
  private final double[] perDay;
  private final double phase;
  private final long[] visits;
  private final boolean[] resting;
  private final Agenda agenda;

  final Series questions;
  final Series failed;
  final Map<FailureReason, Long> reasons = new EnumMap<>(FailureReason.class);

  /**
   * @param perDay the visits in a day to each realm
   */
  Destinations(
      double[] perDay,
      LocalRealm realm,
      ReferralService referrals,
      VirtualClock clock,
      int days,
      long seed) {
    this.clock = clock;
    this.random = new SplittableRandom(seed);
    this.realm = realm;
    this.referrals = referrals;
    this.maxTicketLife = realm.settings().get(KeySettings.MAX_TICKET_LIFE);
    this.perDay = perDay;
    this.phase = random.nextInt(24) / 24.0;
    this.visits = new long[perDay.length];
    this.resting = new boolean[perDay.length];
    this.agenda = new Agenda(perDay.length);
    this.questions = new Series(days);
    this.failed = new Series(days);
    for (int number = 0; number < perDay.length; number++) {
      visitLater(number, 0);
    }
  }

  long next() {
    return agenda.next();
  }

  /** Lets the next visit happen, or ends the rest of a realm whose key is over. */
  void step() {
    int number = agenda.first();
    long now = agenda.next();
    clock.set(now);
    if (resting[number]) {
      visitLater(number, now);
    } else {
      ask(number, now);
    }
  }

  /** The newest key of that realm is not known to be in use. */
  void keyRolled(Realm peer) {
    visitLater(World.number(peer), clock.nanos());
  }

  private void visitLater(int number, long now) {
    resting[number] = false;
    visits[number] = World.nextVisit(now, perDay[number], phase, random);
    agenda.put(number, visits[number]);
  }

  private void ask(int number, long now) {
    Realm peer = World.realm(number);
    questions.count(now);
    Answer answer = referrals.answer(question(peer));
    if (answer.result() == Answer.Result.REFERRAL) {
      resting[number] = true;
      agenda.put(number, Math.max(now + 1, VirtualClock.nanosOf(lastIssue(peer).instant())));
    } else {
      failed.count(now);
      reasons.merge(answer.failureReason().orElseThrow(), 1L, Long::sum);
      visitLater(number, now);
    }
  }

  private Question question(Realm peer) {
    try {
      return Question.parse(realm.name().name(), "HTTP/www." + peer.dnsName());
    } catch (KerberosSyntaxException e) {
      throw new IllegalStateException(e);
    }
  }

  private KerberosTime lastIssue(Realm peer) {
    try {
      Optional<StoredCrossover> stored =
          realm.store().find(PrincipalName.crossover(peer, realm.name()));
      KeyValidity newest = stored.orElseThrow().keys().get(stored.get().highestKvno());
      return newest.lastIssue(maxTicketLife);
    } catch (StoreException e) {
      throw new IllegalStateException(e);
    }
  }
}
