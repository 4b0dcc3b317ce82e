package org.kxover.control;

import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.TreeMap;
import java.util.concurrent.CopyOnWriteArrayList;
import org.kxover.administration.Administration;
import org.kxover.administration.CrossoverPage;
import org.kxover.administration.CrossoverState;
import org.kxover.administration.ExchangeState;
import org.kxover.event.CrossingException;
import org.kxover.event.FailureReason;
import org.kxover.guard.KdcFinding;
import org.kxover.kdb.KeyValidity;
import org.kxover.kdb.Role;
import org.kxover.kdb.StoredCrossover;
import org.kxover.kerberos.EncryptionType;
import org.kxover.kerberos.KerberosTime;
import org.kxover.kerberos.PrincipalName;
import org.kxover.kerberos.Realm;
import org.kxover.lifecycle.KeyPlan;
import org.kxover.lifecycle.RenewalPlan;
import org.kxover.tls.RollProgress;

/** A local realm with the crossovers that a test sets; it records the orders that it gets. */
public final class FakeAdministration implements Administration {
  public static final Instant NOW = Instant.parse("2026-11-23T12:00:00Z");

  private final Realm realm;
  public final List<CrossoverState> crossovers = new ArrayList<>();
  public final List<ExchangeState> inWork = new ArrayList<>();
  public final List<String> orders = new ArrayList<>();
  public final List<KdcFinding> kdcs = new CopyOnWriteArrayList<>();
  public int unread;
  public boolean partial;

  /** Why the database cannot be read; empty if it can. */
  public Optional<String> failure = Optional.empty();

  public OptionalLong listed = OptionalLong.empty();
  public Optional<RollProgress> keyChange = Optional.empty();
  private Runnable beforeOrders = () -> {};

  public FakeAdministration(String realm) {
    this.realm = new Realm(realm);
  }

  /** Sets an action that runs on the thread of each order, before the order. */
  void beforeOrders(Runnable what) {
    beforeOrders = what;
  }

  /** Adds a crossover with a key of kvno 3 that is two days old and ends in 28 days. */
  public FakeAdministration with(String peer, Role direction, RenewalPlan renewal) {
    Realm other = new Realm(peer);
    PrincipalName name =
        direction == Role.CLIENT
            ? PrincipalName.crossover(other, realm)
            : PrincipalName.crossover(realm, other);
    KeyValidity key =
        new KeyValidity(
            new KerberosTime(NOW.minus(Duration.ofDays(2))),
            new KerberosTime(NOW.plus(Duration.ofDays(28))),
            List.of(
                EncryptionType.AES256_CTS_HMAC_SHA1_96, EncryptionType.AES256_CTS_HMAC_SHA384_192),
            "kx.b.example:4088",
            "X25519MLKEM768");
    TreeMap<Integer, KeyValidity> keys = new TreeMap<>();
    keys.put(3, key);
    crossovers.add(
        new CrossoverState(
            other,
            direction,
            new StoredCrossover(name, true, Optional.of(direction), 3, keys),
            CrossoverState.Condition.IN_FORCE,
            new KeyPlan(renewal, Optional.empty(), Optional.empty(), Optional.empty()),
            direction == Role.CLIENT
                ? Optional.of(NOW.minus(Duration.ofMinutes(5)))
                : Optional.empty(),
            NOW.minus(Duration.ofHours(1))));
    return this;
  }

  /** Sets the condition of the crossover that was added with that number, from 0 on. */
  public void set(int index, CrossoverState.Condition condition) {
    CrossoverState one = crossovers.get(index);
    crossovers.set(
        index,
        new CrossoverState(
            one.peer(),
            one.direction(),
            one.stored(),
            condition,
            one.plan(),
            one.lastUse(),
            one.read()));
  }

  @Override
  public Realm realm() {
    return realm;
  }

  /** Pages of exactly the limit, which may part the two directions of a peer. */
  @Override
  public Optional<Realm> crossovers(CrossoverPage page, Sink<CrossoverState> sink)
      throws IOException {
    List<CrossoverState> all =
        crossovers.stream()
            .filter(one -> page.includes(one.peer()))
            .filter(
                one ->
                    page.endingBefore()
                        .filter(end -> !one.newest().get().till().instant().isBefore(end))
                        .isEmpty())
            .sorted(
                Comparator.comparing((CrossoverState one) -> one.peer().name())
                    .thenComparing(CrossoverState::direction))
            .toList();
    List<CrossoverState> first = all.stream().limit(page.limit()).toList();
    for (CrossoverState one : first) {
      sink.take(one);
    }
    return first.size() < all.size()
        ? Optional.of(first.get(first.size() - 1).peer())
        : Optional.empty();
  }

  @Override
  public Optional<Realm> readCrossovers(CrossoverPage page, Sink<CrossoverState> sink)
      throws IOException {
    orders.add("read all");
    return crossovers(page, sink);
  }

  @Override
  public void readCrossovers(Realm peer, Sink<CrossoverState> sink)
      throws IOException, CrossingException {
    orders.add("read " + peer);
    if (failure.isPresent()) {
      throw new CrossingException(FailureReason.DATABASE, failure.get());
    }
    for (CrossoverState one : crossovers) {
      if (peer.equals(one.peer())) {
        sink.take(one);
      }
    }
  }

  @Override
  public Optional<RollProgress> keyChange() {
    return keyChange;
  }

  @Override
  public long unread() {
    return unread;
  }

  @Override
  public boolean isPartial() {
    return partial;
  }

  @Override
  public OptionalLong listed() {
    return listed;
  }

  @Override
  public List<ExchangeState> inWork() {
    return inWork;
  }

  @Override
  public List<KdcFinding> kdcs() {
    return kdcs;
  }

  private void order(String what) {
    beforeOrders.run();
    orders.add(what);
  }

  @Override
  public String cross(Realm peer) throws CrossingException {
    order("cross " + peer);
    return "wrote krbtgt/" + peer + "@" + realm;
  }

  @Override
  public String renew(Realm peer) throws CrossingException {
    order("renew " + peer);
    throw new IllegalStateException("a defect");
  }

  @Override
  public boolean drop(Realm peer, Role direction) throws CrossingException {
    order("drop " + peer + " " + direction);
    return direction == Role.CLIENT;
  }
}
