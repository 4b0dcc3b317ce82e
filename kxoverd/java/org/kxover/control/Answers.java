package org.kxover.control;

import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import org.kxover.administration.Administration;
import org.kxover.administration.CrossoverState;
import org.kxover.administration.ExchangeState;
import org.kxover.event.CrossingException;
import org.kxover.event.RecentFailures;
import org.kxover.guard.KdcFinding;
import org.kxover.guard.RefusalTable;
import org.kxover.kdb.KeyValidity;
import org.kxover.kdb.Role;
import org.kxover.kerberos.PrincipalName;
import org.kxover.kerberos.Realm;
import org.kxover.kerberos.RealmPattern;
import org.kxover.lifecycle.RenewalPlan;
import org.kxover.tls.RollProgress;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Carries out requests and writes their answers. */
final class Answers {
  private static final Logger LOG = LoggerFactory.getLogger(Answers.class);
  static final String DONE = "done";
  static final String FAILED = "failed";
  static final String USAGE = "usage";

  private final Supplier<List<Administration>> realms;
  private final RecentFailures failures;
  private final Supplier<DaemonReport> daemon;
  private final RefusalTable refused;
  private final InstantSource clock;

  /**
   * @param realms supplies the realms that are served now
   * @param daemon supplies what the daemon says of itself
   */
  Answers(
      Supplier<List<Administration>> realms,
      RecentFailures failures,
      Supplier<DaemonReport> daemon,
      RefusalTable refused,
      InstantSource clock) {
    this.realms = realms;
    this.failures = failures;
    this.daemon = daemon;
    this.refused = refused;
    this.clock = clock;
  }

  /**
   * Carries out one request and writes its answer.
   *
   * @param peer the client process, for the log
   */
  void answer(ControlRequest request, String peer, ControlWriter out) throws IOException {
    List<Administration> all = realms.get();
    List<Administration> asked =
        all.stream()
            .filter(one -> request.realm().isEmpty() || request.realm().get().equals(one.realm()))
            .toList();
    if (asked.isEmpty()) {
      out.end(
          USAGE,
          request.realm().orElseThrow() + " is not served here; this daemon serves " + names(all));
    } else if (request.command() == ControlRequest.Command.STATUS) {
      status(request, asked, out);
    } else if (request.command() == ControlRequest.Command.REFUSALS) {
      refusals(asked, out);
    } else if (asked.size() > 1) {
      out.end(USAGE, "give one of the realms that this daemon serves: " + names(all));
    } else {
      execute(request, asked.get(0), peer, out);
    }
  }

  private static String names(List<Administration> realms) {
    return realms.stream().map(one -> one.realm().name()).collect(Collectors.joining(", "));
  }

  private void execute(ControlRequest request, Administration realm, String peer, ControlWriter out)
      throws IOException {
    Realm other = request.peer().orElseThrow();
    String order = request.command() + " " + other;
    String result = DONE;
    String text;
    LOG.info("{} ordered for realm {}: {}", peer, realm.realm(), order);
    try {
      text =
          switch (request.command()) {
            case CROSS -> realm.cross(other);
            case RENEW -> realm.renew(other);
            default -> drop(request, realm, other, out);
          };
    } catch (CrossingException e) {
      result = FAILED;
      text = e.failureReason() + ": " + e.getMessage();
    }
    LOG.info("{} for realm {}: {}: {}", order, realm.realm(), result, text);
    out.end(result, text);
  }

  private static void keyChange(RollProgress change, ControlWriter out) throws IOException {
    out.add("key_change", change.step()).add("key_change_since", change.since());
    if (change.stuck().isPresent()) {
      out.add("key_change_stuck", change.stuck().get());
    }
  }

  private static String drop(
      ControlRequest request, Administration realm, Realm other, ControlWriter out)
      throws IOException, CrossingException {
    int deleted = 0;
    for (Role direction : Role.values()) {
      if (request.direction().isEmpty() || request.direction().get() == direction) {
        boolean was = realm.drop(other, direction);
        deleted += was ? 1 : 0;
        PrincipalName name =
            direction == Role.CLIENT
                ? PrincipalName.crossover(other, realm.realm())
                : PrincipalName.crossover(realm.realm(), other);
        begin(out.item("dropped"), realm.realm(), direction, other)
            .add("principal", name)
            .add("outcome", was ? "deleted" : "absent")
            .send();
      }
    }
    return deleted == 0 ? "nothing to delete: there is no such principal" : "deleted " + deleted;
  }

  private void status(ControlRequest request, List<Administration> asked, ControlWriter out)
      throws IOException {
    try {
      for (Administration realm : asked) {
        out.item("realm").add("realm", realm.realm()).add("unread", realm.unread());
        realm.listed().ifPresent(count -> out.add("database", count));
        if (realm.isPartial() && !request.read()) {
          out.add("partial", "yes");
        }
        if (realm.keyChange().isPresent()) {
          keyChange(realm.keyChange().get(), out);
        }
        out.send();
        crossovers(request, realm, out);
        if (request.page().after().isPresent()) {
          // The page before had the rest.
          continue;
        }
        for (KdcFinding one : realm.kdcs()) {
          if (request.peer().isEmpty()) {
            kdc(realm.realm(), one, out);
          }
        }
        for (ExchangeState one : realm.inWork()) {
          if (isAsked(request, Optional.of(one.peer()))) {
            begin(out.item("exchange"), realm.realm(), one.direction(), one.peer())
                .add("age", one.age().toSeconds())
                .send();
          }
        }
        for (RecentFailures.Failure one : failures.of(realm.realm())) {
          if (isAsked(request, one.peer())) {
            failure(realm.realm(), one, out);
          }
        }
      }
      boolean all = request.peer().isEmpty() && request.page().peers().equals(RealmPattern.ALL);
      if (all && request.page().after().isEmpty()) {
        daemon(daemon.get(), out);
      }
    } catch (CrossingException e) {
      out.end(FAILED, e.failureReason() + ": " + e.getMessage());
      return;
    }
    out.end(DONE, "complete");
  }

  private void daemon(DaemonReport report, ControlWriter out) throws IOException {
    Instant now = clock.instant();
    DaemonReport.User user = report.user();
    out.item("daemon")
        .add("uid", user.uid())
        .add("gid", user.gid())
        .add(
            "groups", user.groups().stream().map(String::valueOf).collect(Collectors.joining(",")));
    report.sinceElsewhere().ifPresent(since -> out.add("elsewhere", now.minus(since)));
    out.send();
    for (DaemonReport.Kdc one : report.kdcs()) {
      out.item("attached")
          .add("pid", one.pid())
          .add("since", now.minus(one.age()))
          .add("requests", one.requests())
          .send();
    }
  }

  private void refusals(List<Administration> asked, ControlWriter out) throws IOException {
    for (Administration realm : asked) {
      for (RefusalTable.Entry one : refused.of(realm.realm())) {
        out.item("refused")
            .add("realm", realm.realm())
            .add("service", one.refusal().service())
            .add("client", one.refusal().client())
            .add("reason", one.refusal().reason())
            .add("mode", one.refusal().mode())
            .add("count", one.count())
            .add("first", one.first())
            .add("last", one.when())
            .send();
      }
    }
    out.end(DONE, "complete");
  }

  private static void kdc(Realm realm, KdcFinding one, ControlWriter out) throws IOException {
    out.item("kdc")
        .add("realm", realm)
        .add("kdc", one.kdc())
        .add("guard", one.verdict())
        .add("answered", one.answered() ? "yes" : "no")
        .add("located", one.located() ? "yes" : "no")
        .add("reason", one.reason())
        .add("seen", one.when())
        .send();
  }

  private void crossovers(ControlRequest request, Administration realm, ControlWriter out)
      throws IOException, CrossingException {
    Administration.Sink<CrossoverState> sink = one -> crossover(realm.realm(), one, out);
    Optional<Realm> end = Optional.empty();
    if (request.page().limit() == 0) {
      return;
    }
    if (request.peer().isPresent()) {
      realm.readCrossovers(request.peer().get(), sink);
    } else if (request.read()) {
      end = realm.readCrossovers(request.page(), sink);
    } else {
      end = realm.crossovers(request.page(), sink);
    }
    if (end.isPresent()) {
      out.item("more").add("realm", realm.realm()).add("after", end.get()).send();
    }
  }

  /**
   * @param peer empty if it is not known
   */
  private static boolean isAsked(ControlRequest request, Optional<Realm> peer) {
    return request.peer().isPresent()
        ? request.peer().equals(peer)
        : peer.map(request.page().peers()::matches)
            .orElse(request.page().peers().equals(RealmPattern.ALL));
  }

  private static ControlWriter begin(ControlWriter out, Realm realm, Role direction, Realm peer) {
    return out.add("realm", realm).add("direction", Direction.word(direction)).add("peer", peer);
  }

  private void crossover(Realm realm, CrossoverState state, ControlWriter out) throws IOException {
    begin(out.item("crossover"), realm, state.direction(), state.peer())
        .add("principal", state.stored().name())
        .add("state", state.condition())
        .add("read", state.read())
        .add("kvno", state.stored().highestKvno());
    state.newest().ifPresent(key -> key(state, key, out));
    RenewalPlan renewal = state.plan().renewal();
    out.add("renewal", renewal.state());
    renewal.at().ifPresent(at -> out.add("renewal_at", at));
    if (renewal.failures() > 0) {
      out.add("attempts", renewal.failures());
    }
    if (!renewal.why().isEmpty()) {
      out.add("reason", renewal.why());
    }
    state.lastUse().ifPresent(when -> out.add("last_use", when));
    out.send();
  }

  private void key(CrossoverState state, KeyValidity key, ControlWriter out) {
    Duration age = Duration.between(key.from().instant(), clock.instant());
    out.add(
            "etypes",
            key.etypes().stream().map(type -> type.mitName()).collect(Collectors.joining(",")))
        .add("group", key.namedGroup())
        .add("daemon", key.peer())
        .add("from", key.from().instant())
        .add("till", key.till().instant())
        // If the peer's clock is ahead, the key may begin in our future.
        .add("age", Math.max(0, age.toSeconds()))
        .add("older_keys", state.stored().keys().size() - 1);
  }

  private static void failure(Realm realm, RecentFailures.Failure one, ControlWriter out)
      throws IOException {
    out.item("failure").add("realm", realm).add("direction", Direction.word(one.direction()));
    one.peer().ifPresent(peer -> out.add("peer", peer));
    out.add("outcome", one.failureReason())
        .add("reason", one.reason())
        .add("count", one.count())
        .add("first", one.first())
        .add("last", one.last())
        .send();
  }
}
