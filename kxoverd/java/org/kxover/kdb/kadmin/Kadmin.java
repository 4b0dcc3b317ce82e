package org.kxover.kdb.kadmin;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.stream.Stream;
import org.kxover.kdb.CrossoverKey;
import org.kxover.kdb.CrossoverName;
import org.kxover.kdb.StoreException;
import org.kxover.kdb.StoreException.Reason;
import org.kxover.kdb.StoreWatch;
import org.kxover.kerberos.EncryptionType;
import org.kxover.kerberos.KerberosTime;
import org.kxover.kerberos.PrincipalName;
import org.kxover.kerberos.Printable;
import org.kxover.kerberos.Realm;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * kadmin's requests, each with the one answer that means it worked. Not safe for several threads. A
 * child that did anything else is ended, and a new one started for the next request. A read that
 * found its child dead, or without its session, is asked again of a new one; a change never is.
 */
final class Kadmin implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(Kadmin.class);

  private static final List<String> SESSION_LOST =
      List.of("Communication failure with server", "GSS-API (or Kerberos) error");

  private final Realm realm;
  private final KadminRequest requests;
  private final KnownTypes types = new KnownTypes();
  private final KadminLogin login;
  private final long leastFree;

  Kadmin(Realm realm, KadminSettings settings, StoreWatch watch) {
    this.realm = realm;
    this.requests = new KadminRequest(realm);
    this.login = new KadminLogin(settings, types, watch);
    this.leastFree = settings.leastFree();
  }

  /** Sees to it that kadmin is ready when it is needed. */
  void begin() {
    login.begin();
  }

  /** Likewise, and waits for it; whether it is. */
  boolean await(Duration limit) throws InterruptedException {
    return login.await(limit);
  }

  /** Those of {@code listed} that kadmin is not known to be without. */
  List<EncryptionType> possible(List<EncryptionType> listed) {
    return types.among(listed);
  }

  /** The principal of that name; empty only where kadmin says that it does not exist. */
  Optional<PrincipalEntry> getPrincipal(PrincipalName name) throws StoreException {
    return getPrincipal(name.toString(), requests.getPrincipal(name));
  }

  private Optional<PrincipalEntry> getPrincipal(String name, String request) throws StoreException {
    String doing = "reading " + name;
    KadminChild.Reply reply = read(request, doing);
    if (isAbsent(reply, name)) {
      return Optional.empty();
    }
    if (!reply.stderr().isEmpty()) {
      throw unexpected(doing, reply, Reason.FAILED);
    }
    try {
      PrincipalEntry entry = PrincipalParser.parse(reply.stdout());
      if (!entry.name().equals(name)) {
        throw new KadminSyntaxException("it is another one: " + Printable.quote(entry.name()));
      }
      return Optional.of(entry);
    } catch (KadminSyntaxException e) {
      throw unreadable(doing, e);
    }
  }

  private static boolean isAbsent(KadminChild.Reply reply, String name) {
    return reply.stdout().isEmpty()
        && reply
            .stderr()
            .equals("get_principal: Principal does not exist while retrieving \"" + name + "\".\n");
  }

  /** The string attributes of a principal that exists. */
  Map<String, String> getStrings(PrincipalName name) throws StoreException {
    String doing = "reading the string attributes of " + name;
    KadminChild.Reply reply = read(requests.getStrings(name), doing);
    if (!reply.stderr().isEmpty()) {
      throw unexpected(doing, reply, Reason.FAILED);
    }
    try {
      return StringAttributes.parse(reply.stdout());
    } catch (KadminSyntaxException e) {
      // The talk goes on: it is what somebody wrote there that cannot be read.
      throw new StoreException(
          Reason.FAILED,
          doing
              + ": cannot read them: "
              + e.getMessage()
              + "; see kadmin's getstrs, and correct or delete what is wrong (setstr, delstr)",
          e);
    }
  }

  void setString(PrincipalName name, String key, String value) throws StoreException {
    change(
        requests.setString(name, key, value),
        "setting " + key + " of " + name,
        "Attribute set for principal \"" + name + "\".\n");
  }

  void deleteString(PrincipalName name, String key) throws StoreException {
    change(
        requests.deleteString(name, key),
        "removing " + key + " of " + name,
        "Attribute removed from principal \"" + name + "\".\n");
  }

  void delete(PrincipalName name) throws StoreException {
    delete(name.toString(), requests.delete(name));
  }

  private void delete(String name, String request) throws StoreException {
    change(
        request,
        "deleting " + name,
        "Principal \""
            + name
            + "\" deleted.\n"
            + "Make sure that you have removed this principal from all ACLs before reusing.\n");
  }

  void purgeKeysBelow(PrincipalName name, int kvno) throws StoreException {
    change(
        requests.purgeKeysBelow(name, kvno),
        "removing the keys below kvno " + kvno + " of " + name,
        "Old keys for principal \"" + name + "\" purged.\n");
  }

  /** The token of the claim on that crossover. */
  Optional<KerberosTime> getClaim(PrincipalName crossover) throws StoreException {
    return getPrincipal(CrossoverName.claim(crossover, realm), requests.getClaim(crossover))
        .flatMap(PrincipalEntry::expiration);
  }

  /** Whether the claim was added: not where there is one. */
  boolean addClaim(PrincipalName crossover, KerberosTime token) throws StoreException {
    String claim = CrossoverName.claim(crossover, realm);
    String doing = "adding " + claim;
    KadminChild.Reply reply = sent(c -> c.run(requests.addClaim(crossover, token)), doing);
    // In the words of kadmin, and in those of LDAP where two were told to add it.
    if (Stream.of("Principal or policy already exists", "Principal add failed: Already exists")
        .map(why -> "add_principal: " + why + " while creating \"" + claim + "\".\n")
        .anyMatch(reply.stderr()::equals)) {
      return false;
    }
    requireConfirmed(reply, doing, "Principal \"" + claim + "\" created.\n");
    return true;
  }

  void deleteClaim(PrincipalName crossover) throws StoreException {
    delete(CrossoverName.claim(crossover, realm), requests.deleteClaim(crossover));
  }

  void addHalfMade(CrossoverKey key) throws StoreException {
    changeKey(
        requests.addHalfMade(key),
        key,
        "adding " + key.name(),
        "Principal \"" + key.name() + "\" created.\n");
  }

  void changePassword(CrossoverKey key, boolean keepOld) throws StoreException {
    changeKey(
        requests.changePassword(key, keepOld),
        key,
        "changing the key of " + key.name(),
        "Password for \"" + key.name() + "\" changed.\n");
  }

  void close(PrincipalName name) throws StoreException {
    modify(name, requests.close(name));
  }

  void clearPolicy(PrincipalName name) throws StoreException {
    modify(name, requests.clearPolicy(name));
  }

  void renumber(CrossoverKey key) throws StoreException {
    modify(key.name(), requests.renumber(key));
  }

  void open(CrossoverKey key) throws StoreException {
    modify(key.name(), requests.open(key));
  }

  private void modify(PrincipalName name, String request) throws StoreException {
    change(request, "modifying " + name, "Principal \"" + name + "\" modified.\n");
  }

  /** What is said to one kadmin, and its answer. */
  interface Exchange {
    KadminChild.Reply with(KadminChild child)
        throws ChildException, InterruptedException, StoreException;
  }

  private KadminChild.Reply read(String request, String doing) throws StoreException {
    return read(child -> child.run(request), doing);
  }

  /** What {@code exchange} has for an answer that changes nothing; it may be asked twice. */
  KadminChild.Reply read(Exchange exchange, String doing) throws StoreException {
    try {
      KadminChild.Reply reply = attempt(exchange, doing);
      if (!sessionLost(reply)) {
        return reply;
      }
      login.discard();
      LOG.info("kadmin has lost its session before {}; logging in again", doing);
    } catch (ChildException e) {
      if (e.kind() != ChildException.Kind.ENDED) {
        throw failed(doing, e, Reason.FAILED);
      }
      LOG.info("kadmin ended before {}; starting it again", doing);
    }
    try {
      return attempt(exchange, doing);
    } catch (ChildException e) {
      throw failed(doing, e, Reason.FAILED);
    }
  }

  private void change(String request, String doing, String confirmation) throws StoreException {
    change(c -> c.run(request), doing, confirmation);
  }

  private void changeKey(String request, CrossoverKey key, String doing, String confirmation)
      throws StoreException {
    change(c -> c.run(request, key.name(), key.password()), doing, confirmation);
  }

  private void change(Exchange exchange, String doing, String confirmation) throws StoreException {
    requireConfirmed(sent(exchange, doing), doing, confirmation);
  }

  private KadminChild.Reply sent(Exchange exchange, String doing) throws StoreException {
    try {
      return attempt(
          child -> {
            requireSpace(child, doing);
            return exchange.with(child);
          },
          doing);
    } catch (ChildException e) {
      boolean sent = e.kind() != ChildException.Kind.NOT_STARTED;
      throw failed(doing, e, sent ? Reason.UNCERTAIN : Reason.FAILED);
    }
  }

  private void requireConfirmed(KadminChild.Reply reply, String doing, String confirmation)
      throws StoreException {
    if (!reply.stderr().isEmpty()) {
      throw unexpected(doing, reply, sessionLost(reply) ? Reason.UNCERTAIN : Reason.FAILED);
    }
    if (!reply.stdout().equals(confirmation)) {
      throw unexpected(doing, reply, Reason.UNCERTAIN);
    }
  }

  private void requireSpace(KadminChild child, String doing) throws StoreException {
    OptionalLong space = child.databaseSpace();
    if (space.isPresent() && space.getAsLong() < leastFree) {
      throw new StoreException(
          Reason.FAILED,
          doing
              + ": the database's file system is full, or nearly so: it has "
              + (space.getAsLong() >> 20)
              + " MB left, and a change that runs out of room can damage the database; make room"
              + " (least_free_mb says how much)");
    }
  }

  /** Whether a remote kadmin lost its session with the server, as where that was started anew. */
  private static boolean sessionLost(KadminChild.Reply reply) {
    return SESSION_LOST.stream().anyMatch(reply.stderr()::contains);
  }

  private KadminChild.Reply attempt(Exchange exchange, String doing)
      throws ChildException, StoreException {
    boolean done = false;
    try {
      KadminChild.Reply reply = exchange.with(login.child());
      done = true;
      return reply;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new StoreException(
          Reason.UNCERTAIN, doing + ": interrupted while waiting for kadmin", e);
    } finally {
      if (!done) {
        login.discard();
      }
    }
  }

  private StoreException failed(String doing, ChildException e, Reason reason) {
    String next =
        reason == Reason.UNCERTAIN
            ? "; the change may have been made: look with kadmin's getprinc"
            : "; try the configured kadmin command by hand";
    String advice = KadminAdvice.on(e.getMessage()).map(words -> "; " + words).orElse("");
    return new StoreException(
        reason, doing + ": kadmin failed: " + e.getMessage() + advice + next, e);
  }

  private StoreException unexpected(String doing, KadminChild.Reply reply, Reason reason) {
    String said = reply.stderr().isEmpty() ? reply.stdout() : reply.stderr();
    login.discard();
    return new StoreException(
        reason,
        doing
            + ": kadmin said \""
            + KadminLines.quotable(said)
            + "\"; "
            + KadminAdvice.on(said)
                .orElse(
                    "see that the kadmin command may do this, and do it by hand to learn more"));
  }

  private StoreException unreadable(String doing, KadminSyntaxException e) {
    login.discard();
    return new StoreException(
        Reason.FAILED,
        doing
            + ": cannot read what kadmin prints: "
            + e.getMessage()
            + "; is it MIT krb5's, 1.13 or later?",
        e);
  }

  @Override
  public void close() {
    login.close();
  }
}
