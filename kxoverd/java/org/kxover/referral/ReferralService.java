package org.kxover.referral;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.concurrent.Semaphore;
import org.kxover.base.Comparables;
import org.kxover.config.RealmSettings;
import org.kxover.crossover.FailureReasons;
import org.kxover.crossover.LocalRealm;
import org.kxover.discovery.Discovery;
import org.kxover.discovery.DiscoveryException;
import org.kxover.discovery.HostRealm;
import org.kxover.event.CrossingException;
import org.kxover.event.Event;
import org.kxover.event.EventType;
import org.kxover.event.Events;
import org.kxover.event.FailureReason;
import org.kxover.kdb.Role;
import org.kxover.kdb.StoredCrossover;
import org.kxover.kerberos.ProbeNames;
import org.kxover.kerberos.Realm;
import org.kxover.lifecycle.KeyUse;
import org.kxover.lifecycle.Schedule;
import org.kxover.policy.Policy;

/** Answers our KDC: finds the realm of a service and gets a key from {@link KeySource}. */
public final class ReferralService {
  private final RealmSettings settings;
  private final Policy policy;
  private final Discovery discovery;
  private final KeySource keys;
  private final Schedule schedule;
  private final InstantSource clock;
  private final Duration timeout;
  private final Events events;
  private final KeyUse use;
  private final Semaphore slots;

  /**
   * @param schedule records which keys the KDC asks for
   * @param timeout from a question to its answer
   * @param maxQuestions in progress at once; the KDC is told "busy" for the next one
   */
  public ReferralService(
      LocalRealm realm,
      Discovery discovery,
      KeySource keys,
      Schedule schedule,
      Duration timeout,
      int maxQuestions) {
    this.settings = realm.settings();
    this.policy = realm.policy();
    this.discovery = discovery;
    this.keys = keys;
    this.use = KeyUse.of(realm);
    this.schedule = schedule;
    this.clock = realm.clock();
    this.timeout = timeout;
    this.events = realm.events();
    this.slots = new Semaphore(maxQuestions);
  }

  /** Answers within the timeout, plus at most the timeout of the database. */
  public Answer answer(Question question) {
    Instant start = clock.instant();
    Answer answer;
    if (slots.tryAcquire()) {
      try {
        answer = find(question, start);
      } catch (CrossingException e) {
        answer = Answer.failed(e.failureReason(), e.getMessage());
      } finally {
        slots.release();
      }
    } else {
      answer = Answer.failed(FailureReason.BUSY, "too many requests of the KDC are in progress");
    }
    report(question, answer, start);
    return answer;
  }

  private void report(Question question, Answer answer, Instant start) {
    events.happened(
        Event.of(
                EventType.QUESTION_ANSWERED,
                clock.instant(),
                settings.realm(),
                answer.logLine(question))
            .about(answer.realm().or(question::target))
            .in(Role.CLIENT)
            .by(question.loggedClient())
            .failed(answer.failureReason())
            .since(start));
  }

  private Answer find(Question question, Instant start) throws CrossingException {
    Instant end = start.plus(timeout);
    if (!question.realm().equals(settings.realm())) {
      throw new CrossingException(
          FailureReason.REFUSED_BY_POLICY, "realm " + question.realm() + " is not served here");
    }
    if (question.client().isPresent()) {
      policy.requireClient(question.client().get());
    } else {
      policy.requireClient();
    }
    Realm service;
    Duration ttl;
    if (question.target().isPresent()) {
      service = question.target().get();
      ttl = KeyUse.MAX_TTL;
    } else {
      if (ProbeNames.isOfCheck(question.host().orElseThrow())) {
        // Not a failure: that the KDC asks is what the check wants to see.
        return Answer.of(Answer.Result.NONE, "\"kxover check\" made the KDC ask");
      }
      HostRealm found = realmOf(question.host().orElseThrow(), timeout);
      service = found.realm();
      ttl = found.ttl();
    }
    if (service.equals(settings.realm())) {
      return Answer.of(
          Answer.Result.LOCAL, "the host is in " + service + ", the realm of this KDC");
    }
    if (service.sameDomain(settings.realm())) {
      throw new CrossingException(
          FailureReason.INVALID, service + " is a wrong spelling of our realm " + settings.realm());
    }
    policy.requirePeer(service);
    StoredCrossover key = keys.get(question, service, end);
    schedule.asked(key.name());
    return Answer.referral(service, Comparables.min(ttl, use.ttl(key)));
  }

  private HostRealm realmOf(String host, Duration within) throws CrossingException {
    try {
      return discovery.realmOf(
          host,
          realm -> !realm.sameDomain(settings.realm()) && policy.objection(realm).isEmpty(),
          within);
    } catch (DiscoveryException e) {
      throw FailureReasons.exception(e);
    }
  }
}
