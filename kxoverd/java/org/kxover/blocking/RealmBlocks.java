package org.kxover.blocking;

import java.io.IOException;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.BiFunction;
import java.util.regex.Pattern;
import org.kxover.kdb.Role;
import org.kxover.kerberos.AllRealms;
import org.kxover.kerberos.KerberosTime;
import org.kxover.kerberos.Printable;
import org.kxover.kerberos.ProbeNames;
import org.kxover.kerberos.Realm;
import org.kxover.setup.LocalCommand;
import org.kxover.setup.PromptedLines;

/** Blocks other realms in our realm's database, through the administrator's own kadmin. */
public final class RealmBlocks {
  /** kxoverd may change a principal between the reading and the change. */
  private static final int ROUNDS = 5;

  /** Names that can be printed as they are. */
  private static final Pattern PLAIN = Pattern.compile("[!-~]{1,300}");

  /** So many principals are read or changed in one run of kadmin. */
  private static final int BATCH = 250;

  private final Realm ours;
  private final LocalCommand kadmin;
  private final InstantSource clock;

  /** The crossover that stands for all. */
  private final CrossoverPrincipal all;

  /**
   * A crossover principal.
   *
   * @param name as kadmin prints it
   * @param role of our realm
   */
  public record Crossover(String name, Role role, State state) {}

  /** What the database has of a crossover. */
  public enum State {
    ABSENT,
    OPEN,
    CLOSED,
    BLOCKED,
    BY_HAND
  }

  private interface Missing extends BiFunction<CrossoverPrincipal, FoundPrincipal, List<String>> {}

  private interface Ending {
    List<String> requests(CrossoverPrincipal name, FoundPrincipal found, KerberosTime now);
  }

  /**
   * @param kadmin the command and its arguments, which must not ask for a password
   * @param environment variables for kadmin in addition to those of this process
   */
  public RealmBlocks(
      Realm ours, List<String> kadmin, Map<String, String> environment, InstantSource clock) {
    this.ours = ours;
    this.kadmin = new LocalCommand(kadmin, environment);
    this.clock = clock;
    this.all = new CrossoverPrincipal(ours, AllRealms.REALM, Role.SERVICE);
  }

  /**
   * Closes and marks all crossovers with a realm, in each of its spellings. Makes those of the
   * usual spelling if there are none, so that kxoverd makes no key. Does nothing where all is done.
   *
   * @throws IOException if one is not blocked after that
   */
  public List<Crossover> block(Realm other) throws IOException {
    KerberosTime now = now();
    return change(
        other,
        (name, found) ->
            found.exists() || name.isUsual() ? BlockRequests.block(name, found, now) : List.of());
  }

  /**
   * Ends a block. What an administrator closed before it stays closed, and everything does while
   * all realms are blocked.
   *
   * @throws IOException if one is blocked after that
   */
  public List<Crossover> unblock(Realm other) throws IOException {
    KerberosTime now = now();
    boolean allBlocked = isAllBlocked();
    return change(other, (name, found) -> BlockRequests.unblock(name, found, allBlocked, now));
  }

  private boolean isAllBlocked() throws IOException {
    return change(List.of(all), (name, found) -> List.of()).get(all).isMarkedAsBlocked();
  }

  /**
   * Ends a block, and deletes the keys from before it without a moment in which they are good.
   *
   * @throws IOException if one is blocked after that, or if all realms are blocked
   */
  public List<Crossover> drop(Realm other) throws IOException {
    KerberosTime now = now();
    if (isAllBlocked()) {
      throw new IOException("all realms are blocked; end that first: kxover unblock --all --drop");
    }
    return change(other, (name, found) -> BlockRequests.drop(name, found, now));
  }

  /**
   * Blocks all realms by one principal, which the guard and kxoverd read. Then closes and marks
   * each crossover of kxoverd's, for KDCs without the guard. Trusts with names that kxoverd does
   * not use are among the results, too.
   *
   * @throws IOException if not all realms are blocked after that, or a crossover is open
   */
  public List<Crossover> blockAll() throws IOException {
    KerberosTime now = now();
    requireOfKxoverd(
        change(List.of(all), (name, found) -> BlockRequests.block(name, found, now)).get(all));
    List<String> lines = lines();
    List<Crossover> all =
        new ArrayList<>(
            results(
                change(
                    crossovers(lines),
                    (name, found) -> BlockRequests.blockByAll(name, found, now))));
    all.addAll(others(lines));
    return all;
  }

  /**
   * Ends the block of all realms. Realms that were blocked by themselves stay so.
   *
   * @throws IOException if all realms are blocked after that, or the block of all closes a
   *     crossover
   */
  public List<Crossover> unblockAll() throws IOException {
    return unblockAll(BlockRequests::unblockByAll);
  }

  /** As {@link #unblockAll}, and deletes the keys from before the block. */
  public List<Crossover> dropAll() throws IOException {
    return unblockAll(BlockRequests::dropByAll);
  }

  private List<Crossover> unblockAll(Ending ending) throws IOException {
    KerberosTime now = now();
    Map<CrossoverPrincipal, FoundPrincipal> left =
        change(listed(), (name, found) -> ending.requests(name, found, now));
    requireOfKxoverd(
        change(List.of(all), (name, found) -> BlockRequests.unblock(name, found, false, now))
            .get(all));
    return results(left);
  }

  /** Without the marker the guard and kxoverd would not agree about the block of all realms. */
  private void requireOfKxoverd(FoundPrincipal found) throws IOException {
    if (found.isByHand()) {
      throw new IOException(
          all
              + " has no string attribute "
              + BlockRequests.MARKER
              + ", so that kxoverd does not obey it; delete it (kadmin's delprinc), and run this"
              + " again");
    }
  }

  private KerberosTime now() {
    return new KerberosTime(clock.instant());
  }

  /** Changes the crossovers whose names are clear first: to list the others may take long. */
  private List<Crossover> change(Realm other, Missing missing) throws IOException {
    if (other.sameDomain(ours)
        || other.sameDomain(ProbeNames.REALM)
        || other.sameDomain(AllRealms.REALM)) {
      throw new IOException(other + " is not another realm");
    }
    Set<CrossoverPrincipal> names = new LinkedHashSet<>();
    for (Realm spelling : List.of(other, CrossoverPrincipal.usual(other))) {
      for (Role role : Role.values()) {
        names.add(new CrossoverPrincipal(ours, spelling, role));
      }
    }
    change(names, missing);
    listed().stream().filter(name -> name.other().sameDomain(other)).forEach(names::add);
    return results(change(names, missing));
  }

  private static List<Crossover> results(Map<CrossoverPrincipal, FoundPrincipal> found) {
    return found.entrySet().stream()
        .map(
            one ->
                new Crossover(one.getKey().toString(), one.getKey().role(), one.getValue().state()))
        .filter(one -> one.state() != State.ABSENT)
        .toList();
  }

  /** One principal that cannot be read or changed holds up no other. */
  private Map<CrossoverPrincipal, FoundPrincipal> change(
      Collection<CrossoverPrincipal> names, Missing missing) throws IOException {
    Map<CrossoverPrincipal, FoundPrincipal> found = new LinkedHashMap<>();
    List<String> failures = new ArrayList<>();
    List<CrossoverPrincipal> listed = List.copyOf(names);
    for (int from = 0; from < listed.size(); from += BATCH) {
      int to = Math.min(from + BATCH, listed.size());
      found.putAll(changeBatch(listed.subList(from, to), missing, failures));
    }
    if (!failures.isEmpty()) {
      int more = failures.size() - 1;
      throw new IOException(failures.get(0) + (more > 0 ? "; and " + more + " more" : ""));
    }
    return found;
  }

  /** Carries out what is missing until nothing is; returns what the database has then. */
  private Map<CrossoverPrincipal, FoundPrincipal> changeBatch(
      List<CrossoverPrincipal> names, Missing missing, List<String> failures) throws IOException {
    String said = "";
    for (int round = 0; round < ROUNDS; round++) {
      List<String> unread = new ArrayList<>();
      Map<CrossoverPrincipal, FoundPrincipal> found = read(names, unread);
      List<String> requests = new ArrayList<>();
      found.forEach((name, entry) -> requests.addAll(missing.apply(name, entry)));
      if (requests.isEmpty()) {
        failures.addAll(unread);
        return found;
      }
      said = kadmin.read(requests).text();
    }
    failures.add(
        "the database does not keep the change; kadmin said: " + PromptedLines.complaint(said));
    return Map.of();
  }

  /**
   * Reads principals, and alone each one that was not read together with the others: their string
   * attributes may hold what looks like an answer about it.
   *
   * @param unread gets why a principal was not read
   */
  private Map<CrossoverPrincipal, FoundPrincipal> read(
      List<CrossoverPrincipal> names, List<String> unread) throws IOException {
    if (names.size() < 2) {
      return readAtOnce(names, unread);
    }
    Map<CrossoverPrincipal, FoundPrincipal> found = readAtOnce(names, new ArrayList<>());
    for (CrossoverPrincipal name : names) {
      if (!found.containsKey(name)) {
        found.putAll(readAtOnce(List.of(name), unread));
      }
    }
    return found;
  }

  private Map<CrossoverPrincipal, FoundPrincipal> readAtOnce(
      List<CrossoverPrincipal> names, List<String> unread) throws IOException {
    List<String> requests =
        names.stream().flatMap(name -> BlockRequests.read(name).stream()).toList();
    KadminAnswer answer = new KadminAnswer(kadmin.read(requests).text());
    Map<CrossoverPrincipal, FoundPrincipal> found = new LinkedHashMap<>();
    for (CrossoverPrincipal name : names) {
      try {
        found.put(name, answer.find(name));
      } catch (IOException e) {
        unread.add(e.getMessage());
      }
    }
    return found;
  }

  /** The crossovers in the database, but those that stand for none. */
  private List<CrossoverPrincipal> listed() throws IOException {
    return crossovers(lines());
  }

  private List<String> lines() throws IOException {
    String said = kadmin.read(List.of(BlockRequests.list())).text();
    List<String> lines = PromptedLines.ofNames(said);
    if (!lines.contains(CrossoverPrincipal.own(ours))) {
      throw new IOException("kadmin did not list the crossovers: " + PromptedLines.complaint(said));
    }
    return lines;
  }

  private List<CrossoverPrincipal> crossovers(List<String> lines) {
    return lines.stream()
        .flatMap(line -> CrossoverPrincipal.parse(line, ours).stream())
        .filter(name -> !name.other().sameDomain(ProbeNames.REALM) && !name.equals(all))
        .toList();
  }

  /** The trusts whose names are none that kxoverd uses: somebody else made them. */
  private List<Crossover> others(List<String> lines) {
    return lines.stream()
        .filter(line -> CrossoverPrincipal.parse(line, ours).isEmpty())
        .flatMap(
            line ->
                CrossoverPrincipal.roleOfOther(line, ours).stream()
                    .map(role -> new Crossover(printed(line), role, State.BY_HAND)))
        .toList();
  }

  private static String printed(String name) {
    return PLAIN.matcher(name).matches() ? name : Printable.quote(name);
  }
}
