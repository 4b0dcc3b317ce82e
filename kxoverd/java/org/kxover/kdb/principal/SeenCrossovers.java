package org.kxover.kdb.principal;

import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import org.kxover.kdb.CrossoverName;
import org.kxover.kdb.CrossoverWalk;
import org.kxover.kdb.StoreException;
import org.kxover.kerberos.PrincipalName;
import org.kxover.kerberos.ProbeNames;
import org.kxover.kerberos.Realm;

/**
 * A walk that interprets what it reads. It leaves to {@link PrincipalStore#removeExpired} each
 * crossover about which that may have something to do or to report.
 */
final class SeenCrossovers implements CrossoverWalk {
  private final PrincipalWalk all;
  private final Realm realm;
  private final PrincipalName leftOut;
  private final KeyRemover remover;
  private final InstantSource clock;
  private final Deque<Step> ahead = new ArrayDeque<>();
  private boolean ended;

  private SeenCrossovers(
      PrincipalWalk all,
      Realm realm,
      PrincipalName leftOut,
      KeyRemover remover,
      InstantSource clock) {
    this.all = all;
    this.realm = realm;
    this.leftOut = leftOut;
    this.remover = remover;
    this.clock = clock;
  }

  /** As {@link Principals#walk}, without the crossover of the guard's probe. */
  static Optional<CrossoverWalk> begin(
      Principals principals,
      Realm realm,
      KeyRemover remover,
      InstantSource clock,
      Consumer<PrincipalName> listed)
      throws StoreException {
    PrincipalName probe = ProbeNames.crossover(realm);
    return principals
        .walk(
            name -> {
              if (!name.equals(probe)) {
                listed.accept(name);
              }
            })
        .map(all -> new SeenCrossovers(all, realm, probe, remover, clock));
  }

  @Override
  public Optional<Step> next() throws StoreException {
    while (ahead.isEmpty() && !ended) {
      Instant at = clock.instant();
      List<PrincipalWalk.Found> read = all.next();
      ended = read.isEmpty();
      for (PrincipalWalk.Found found : read) {
        if (!found.name().equals(leftOut)) {
          ahead.add(new Step(found.name(), seen(found, at)));
        }
      }
    }
    return Optional.ofNullable(ahead.poll());
  }

  private Optional<Seen> seen(PrincipalWalk.Found found, Instant at) {
    PrincipalName name = found.name();
    return found
        .content()
        .map(
            content ->
                CrossoverEntry.of(
                    name, CrossoverName.role(name, realm), content.entry(), content.strings()))
        .filter(entry -> !entry.isHalfMade() && entry.problems().isEmpty())
        .filter(entry -> !remover.hasWork(Optional.of(entry)))
        .map(entry -> new Seen(entry.stored(), at));
  }

  @Override
  public void close() {
    all.close();
  }
}
