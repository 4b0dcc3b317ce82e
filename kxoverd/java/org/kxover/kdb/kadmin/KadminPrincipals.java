package org.kxover.kdb.kadmin;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import org.kxover.kdb.CrossoverKey;
import org.kxover.kdb.CrossoverNames;
import org.kxover.kdb.StoreException;
import org.kxover.kdb.StoreException.Reason;
import org.kxover.kdb.StoreListener;
import org.kxover.kdb.principal.ClaimName;
import org.kxover.kdb.principal.PrincipalEntry;
import org.kxover.kdb.principal.PrincipalWalk;
import org.kxover.kdb.principal.StepwisePrincipals;
import org.kxover.kerberos.EncryptionKey;
import org.kxover.kerberos.EncryptionType;
import org.kxover.kerberos.KerberosTime;
import org.kxover.kerberos.PrincipalName;
import org.kxover.kerberos.Printable;
import org.kxover.kerberos.Realm;

/**
 * Implements each method with kadmin requests, and checks for the one answer that means success.
 */
final class KadminPrincipals implements StepwisePrincipals {
  /** The reasons of {@code add_principal} for an existing principal: kadmin's, and LDAP's. */
  private static final List<String> ALREADY_EXISTS =
      List.of("Principal or policy already exists", "Principal add failed: Already exists");

  private final Realm realm;
  private final KadminRequest requests;
  private final Kadmin kadmin;
  private final KeyExtraction extraction;
  private final KadminSettings settings;
  private final PermittedTypes permitted;

  KadminPrincipals(Realm realm, KadminSettings settings, StoreListener listener) {
    this.realm = realm;
    this.requests = new KadminRequest(realm);
    this.kadmin = new Kadmin(settings, listener);
    this.extraction = new KeyExtraction(requests, kadmin, settings.keyFolder());
    this.settings = settings;
    this.permitted = new PermittedTypes(settings);
  }

  @Override
  public boolean await(Duration limit) throws InterruptedException {
    return kadmin.await(limit);
  }

  @Override
  public void forgetTypes() {
    permitted.forget();
  }

  @Override
  public List<EncryptionType> possible(List<EncryptionType> listed) {
    return permitted.of(kadmin.possible(listed));
  }

  @Override
  public Optional<String> objection(List<EncryptionType> listed) {
    return permitted.objection(listed, kadmin.possible(listed), "our kadmin");
  }

  @Override
  public Optional<PrincipalEntry> get(PrincipalName name) throws StoreException {
    return get(name.toString(), requests.getPrincipal(name));
  }

  private Optional<PrincipalEntry> get(String name, String request) throws StoreException {
    String action = "reading " + name;
    KadminChild.Reply reply = kadmin.read(request, action);
    if (isAbsent(reply, name)) {
      return Optional.empty();
    }
    if (!reply.stderr().isEmpty()) {
      throw kadmin.unexpected(action, reply, Reason.FAILED);
    }
    try {
      PrincipalEntry entry = PrincipalParser.parse(reply.stdout());
      if (!entry.name().equals(name)) {
        throw new KadminSyntaxException(
            "kadmin printed another principal: " + Printable.quote(entry.name()));
      }
      return Optional.of(entry);
    } catch (KadminSyntaxException e) {
      throw kadmin.unreadable(action, e);
    }
  }

  private static boolean isAbsent(KadminChild.Reply reply, String name) {
    return reply.stdout().isEmpty()
        && reply
            .stderr()
            .equals("get_principal: Principal does not exist while retrieving \"" + name + "\".\n");
  }

  @Override
  public Map<String, String> strings(PrincipalName name) throws StoreException {
    String action = "reading the string attributes of " + name;
    KadminChild.Reply reply = kadmin.read(requests.getStrings(name), action);
    if (!reply.stderr().isEmpty()) {
      throw kadmin.unexpected(action, reply, Reason.FAILED);
    }
    try {
      return StringsParser.parse(reply.stdout());
    } catch (KadminSyntaxException e) {
      // The kadmin child stays in use: the fault is in an attribute that somebody set.
      throw new StoreException(
          Reason.FAILED,
          action
              + ": cannot parse them: "
              + e.getMessage()
              + "; list them with kadmin's getstrs, and correct or delete the wrong one (setstr, delstr)",
          e);
    }
  }

  @Override
  public void setString(PrincipalName name, String key, String value) throws StoreException {
    change(
        requests.setString(name, key, value),
        "setting " + key + " of " + name,
        "Attribute set for principal \"" + name + "\".\n");
  }

  @Override
  public void deleteString(PrincipalName name, String key) throws StoreException {
    change(
        requests.deleteString(name, key),
        "removing " + key + " of " + name,
        "Attribute removed from principal \"" + name + "\".\n");
  }

  @Override
  public void delete(PrincipalName name) throws StoreException {
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

  @Override
  public void purgeKeysBelow(PrincipalName name, int kvno) throws StoreException {
    change(
        requests.purgeKeysBelow(name, kvno),
        "removing the keys below kvno " + kvno + " of " + name,
        "Old keys for principal \"" + name + "\" purged.\n");
  }

  @Override
  public Optional<KerberosTime> claim(PrincipalName crossover) throws StoreException {
    return get(ClaimName.of(crossover, realm), requests.getClaim(crossover))
        .flatMap(PrincipalEntry::expiration);
  }

  @Override
  public boolean addClaim(PrincipalName crossover, KerberosTime token) throws StoreException {
    String request = requests.addClaim(crossover, token);
    return add(child -> child.run(request), ClaimName.of(crossover, realm));
  }

  @Override
  public void deleteClaim(PrincipalName crossover) throws StoreException {
    delete(ClaimName.of(crossover, realm), requests.deleteClaim(crossover));
  }

  @Override
  public void changeClaim(PrincipalName crossover) throws StoreException {
    String name = ClaimName.of(crossover, realm);
    change(
        requests.setStringOfClaim(crossover),
        "setting a string attribute of " + name,
        "Attribute set for principal \"" + name + "\".\n");
    change(
        requests.randomizeClaim(crossover),
        "changing the key of " + name,
        "Key for \"" + name + "\" randomized.\n");
  }

  @Override
  public void requireSpace(String action) throws StoreException {
    kadmin.requireSpace(action);
  }

  @Override
  public boolean addHalfMade(CrossoverKey key) throws StoreException {
    String request = requests.addHalfMade(key);
    return add(child -> child.run(request, key.name(), key.password()), key.name().toString());
  }

  private boolean add(Kadmin.Call call, String name) throws StoreException {
    String action = "adding " + name;
    KadminChild.Reply reply = kadmin.sendChange(call, action);
    if (ALREADY_EXISTS.stream()
        .map(why -> "add_principal: " + why + " while creating \"" + name + "\".\n")
        .anyMatch(reply.stderr()::equals)) {
      return false;
    }
    kadmin.requireConfirmed(reply, action, "Principal \"" + name + "\" created.\n");
    return true;
  }

  @Override
  public void changeKey(CrossoverKey key, boolean keepOld) throws StoreException {
    String request = requests.changePassword(key, keepOld);
    kadmin.change(
        child -> child.run(request, key.name(), key.password()),
        "changing the key of " + key.name(),
        "Password for \"" + key.name() + "\" changed.\n");
  }

  @Override
  public void close(PrincipalName name) throws StoreException {
    modify(name, requests.close(name));
  }

  @Override
  public void clearPolicy(PrincipalName name) throws StoreException {
    modify(name, requests.clearPolicy(name));
  }

  @Override
  public void renumber(CrossoverKey key) throws StoreException {
    modify(key.name(), requests.renumber(key));
  }

  @Override
  public void open(CrossoverKey key) throws StoreException {
    modify(key.name(), requests.open(key));
  }

  @Override
  public void limit(CrossoverKey key) throws StoreException {
    modify(key.name(), requests.limit(key));
  }

  @Override
  public void clearHalfMade(CrossoverKey key) throws StoreException {
    modify(key.name(), requests.clearHalfMade(key));
  }

  private void modify(PrincipalName name, String request) throws StoreException {
    change(request, "modifying " + name, "Principal \"" + name + "\" modified.\n");
  }

  private void change(String request, String action, String confirmation) throws StoreException {
    kadmin.change(child -> child.run(request), action, confirmation);
  }

  @Override
  public Optional<EncryptionKey> key(PrincipalName crossover, int kvno, EncryptionType type)
      throws StoreException {
    return extraction.key(crossover, kvno, type);
  }

  /** Uses a separate kadmin, and starts the usual one at the same time. */
  @Override
  public CrossoverNames names() throws StoreException {
    kadmin.start();
    return CrossoverListing.of(realm, settings);
  }

  /** Uses separate kadmins, and starts the usual one at the same time. */
  @Override
  public Optional<PrincipalWalk> walk(Consumer<PrincipalName> listed) throws StoreException {
    kadmin.start();
    return Optional.of(KadminWalk.begin(realm, requests, settings, listed));
  }

  @Override
  public void close() {
    kadmin.close();
  }
}
