package org.kxover.kdb.kadm5;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.kxover.kdb.StoreException;
import org.kxover.kdb.kadm5.Kadm5Reply.Status;
import org.kxover.kdb.kadm5.Kadm5Reply.SyntaxException;
import org.kxover.kdb.kadmin.KadminSettings;
import org.kxover.kdb.principal.PrincipalWalk;
import org.kxover.kerberos.PrincipalName;
import org.kxover.kerberos.Realm;

/**
 * Lists the realm's crossovers in a process of its own, and reads them there. The process reads
 * when it is asked, some crossovers under one lock of the database: a read alone costs five times
 * as much.
 */
final class Kadm5Walk implements PrincipalWalk {
  /** Some milliseconds of the database's lock, which is shared with all who read. */
  private static final int AT_ONCE = 30;

  private static final int READ = 0;
  private static final int NOT_READ = 1;

  private final Kadm5Listing listing;

  /** How many of the crossovers in the listing are not read. */
  private long left;

  private Kadm5Walk(Kadm5Listing listing, long listed) {
    this.listing = listing;
    this.left = listed;
  }

  /**
   * Lists the crossovers, and waits at the first.
   *
   * @param listed takes the name of each
   */
  static PrincipalWalk begin(Realm realm, KadminSettings settings, Consumer<PrincipalName> listed)
      throws StoreException {
    Kadm5Listing listing = Kadm5Listing.of(realm, settings);
    long count = 0;
    boolean done = false;
    try {
      for (var name = listing.next(); name.isPresent(); name = listing.next()) {
        listed.accept(name.get());
        count++;
      }
      done = true;
      return new Kadm5Walk(listing, count);
    } finally {
      if (!done) {
        listing.close();
      }
    }
  }

  @Override
  public List<Found> next() throws StoreException {
    try (Kadm5Frame request = Kadm5Request.walkOn(AT_ONCE)) {
      List<Found> found = listing.ask(request, this::found);
      left -= found.size();
      return found;
    }
  }

  /** A walk that ends early would leave keys after their end, and nobody would hear of it. */
  private List<Found> found(Kadm5Reply reply) throws SyntaxException {
    if (reply.status() != Status.MORE) {
      throw new SyntaxException("not a step of a walk");
    }
    List<Found> found = new ArrayList<>(AT_ONCE);
    while (reply.hasMore()) {
      found.add(one(reply));
    }
    if (found.size() > left || (found.isEmpty() && left > 0)) {
      throw new SyntaxException("the walk has other crossovers than the listing");
    }
    return found;
  }

  private Found one(Kadm5Reply reply) throws SyntaxException {
    PrincipalName name = listing.name(reply.octet(), reply.text());
    int step = reply.octet();
    if (step != READ && step != NOT_READ) {
      throw new SyntaxException("unknown step " + step);
    }
    return new Found(name, step == READ ? content(name, reply) : Optional.empty());
  }

  private static Optional<Content> content(PrincipalName name, Kadm5Reply reply)
      throws SyntaxException {
    Content content =
        new Content(Kadm5Entries.entry(name.toString(), reply), Kadm5Entries.strings(reply));
    Map<String, String> strings = content.strings();
    return Stream.concat(strings.keySet().stream(), strings.values().stream())
            .allMatch(Kadm5Entries::isPrintable)
        ? Optional.of(content)
        : Optional.empty();
  }

  @Override
  public void close() {
    listing.close();
  }
}
