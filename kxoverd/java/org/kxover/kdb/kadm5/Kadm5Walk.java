package org.kxover.kdb.kadm5;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.kxover.kdb.StoreException;
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

  private Kadm5Walk(Kadm5Listing listing) {
    this.listing = listing;
  }

  /**
   * Lists the crossovers, and waits at the first.
   *
   * @param listed takes the name of each
   */
  static PrincipalWalk begin(Realm realm, KadminSettings settings, Consumer<PrincipalName> listed)
      throws StoreException {
    Kadm5Listing listing = Kadm5Listing.of(realm, settings);
    boolean done = false;
    try {
      for (var name = listing.next(); name.isPresent(); name = listing.next()) {
        listed.accept(name.get());
      }
      done = true;
      return new Kadm5Walk(listing);
    } finally {
      if (!done) {
        listing.close();
      }
    }
  }

  @Override
  public List<Found> next() throws StoreException {
    try (Kadm5Frame request = Kadm5Request.walkOn(AT_ONCE)) {
      return listing.ask(
          request,
          reply -> {
            List<Found> found = new ArrayList<>(AT_ONCE);
            while (reply.hasMore()) {
              found.add(found(reply));
            }
            return found;
          });
    }
  }

  private Found found(Kadm5Reply reply) throws SyntaxException {
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
