package org.kxover.kdb.kadmin;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import org.kxover.kdb.CrossoverNames;
import org.kxover.kdb.StoreException;
import org.kxover.kdb.StoreException.Reason;
import org.kxover.kdb.principal.PrincipalEntry;
import org.kxover.kdb.principal.PrincipalWalk;
import org.kxover.kerberos.PrincipalName;
import org.kxover.kerberos.Realm;

/**
 * Lists the realm's crossovers, and reads them with a kadmin of its own, some at a time: most of
 * the time to read one alone goes into the wait for kadmin. If anything is not as expected, the
 * crossovers count as not read, and the next ones get a new kadmin. After a few failures it reads
 * no more.
 */
final class KadminWalk implements PrincipalWalk {
  /** The requests for so many fit into a pipe. */
  private static final int AT_ONCE = 30;

  private static final int MAX_FAILURES = 3;

  private final KadminRequest requests;
  private final KadminSettings settings;
  private final CrossoverNames names;
  private KadminChild child;
  private int failures;

  private KadminWalk(KadminRequest requests, KadminSettings settings, CrossoverNames names) {
    this.requests = requests;
    this.settings = settings;
    this.names = names;
  }

  /**
   * Lists the crossovers, and waits at the first.
   *
   * @param listed takes the name of each
   */
  static PrincipalWalk begin(
      Realm realm, KadminRequest requests, KadminSettings settings, Consumer<PrincipalName> listed)
      throws StoreException {
    CrossoverNames names =
        CrossoverNames.listed(() -> CrossoverListing.of(realm, settings), listed);
    return new KadminWalk(requests, settings, names);
  }

  @Override
  public List<Found> next() throws StoreException {
    List<PrincipalName> some = new ArrayList<>();
    for (var name = names.next(); name.isPresent(); name = names.next()) {
      some.add(name.get());
      if (some.size() == AT_ONCE) {
        break;
      }
    }
    return some.isEmpty() || failures >= MAX_FAILURES ? unread(some) : readOrNot(some);
  }

  private static List<Found> unread(List<PrincipalName> some) {
    return some.stream().map(name -> new Found(name, Optional.empty())).toList();
  }

  private List<Found> readOrNot(List<PrincipalName> some) throws StoreException {
    boolean done = false;
    try {
      List<Found> found = read(some);
      done = true;
      failures = 0;
      return found;
    } catch (ChildException | KadminSyntaxException e) {
      failures++;
      return unread(some);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new StoreException(Reason.BUSY, "reading crossovers: interrupted", e);
    } finally {
      if (!done) {
        discard();
      }
    }
  }

  private List<Found> read(List<PrincipalName> some)
      throws ChildException, KadminSyntaxException, InterruptedException {
    List<String> both = new ArrayList<>();
    for (PrincipalName name : some) {
      both.add(requests.getPrincipal(name));
      both.add(requests.getStrings(name));
    }
    if (child == null) {
      child = KadminChild.start(settings);
    }
    List<String> outputs = child.runAll(both);
    List<Found> found = new ArrayList<>();
    for (int i = 0; i < some.size(); i++) {
      PrincipalName name = some.get(i);
      PrincipalEntry entry = PrincipalParser.parse(outputs.get(2 * i));
      if (!entry.name().equals(name.toString())) {
        throw new KadminSyntaxException("kadmin printed another principal");
      }
      found.add(
          new Found(
              name, Optional.of(new Content(entry, StringsParser.parse(outputs.get(2 * i + 1))))));
    }
    return found;
  }

  private void discard() {
    if (child != null) {
      child.kill();
      child = null;
    }
  }

  @Override
  public void close() {
    if (child != null) {
      child.close();
      child = null;
    }
    names.close();
  }
}
