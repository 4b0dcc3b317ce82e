package org.kxover.kdb.kadm5;

import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import org.kxover.kdb.CrossoverKey;
import org.kxover.kdb.CrossoverNames;
import org.kxover.kdb.StoreException;
import org.kxover.kdb.StoreException.Reason;
import org.kxover.kdb.StoreListener;
import org.kxover.kdb.kadm5.Kadm5Reply.Status;
import org.kxover.kdb.kadm5.Kadm5Reply.SyntaxException;
import org.kxover.kdb.kadmin.KadminSettings;
import org.kxover.kdb.kadmin.PermittedTypes;
import org.kxover.kdb.principal.PrincipalEntry;
import org.kxover.kdb.principal.PrincipalWalk;
import org.kxover.kdb.principal.WholePrincipals;
import org.kxover.kerberos.EncryptionKey;
import org.kxover.kerberos.EncryptionType;
import org.kxover.kerberos.KerberosTime;
import org.kxover.kerberos.PrincipalName;
import org.kxover.kerberos.Printable;
import org.kxover.kerberos.Realm;

/** Implements each method with a request to the program. */
final class Kadm5Principals implements WholePrincipals {
  private final Realm realm;
  private final Kadm5Request requests;
  private final Kadm5 program;
  private final KadminSettings settings;
  private final PermittedTypes permitted;

  Kadm5Principals(Realm realm, KadminSettings settings, StoreListener listener) {
    this.realm = realm;
    this.requests = new Kadm5Request(realm);
    this.program = new Kadm5(realm, settings, listener);
    this.settings = settings;
    this.permitted = new PermittedTypes(settings);
  }

  @Override
  public boolean takesKeys() {
    return true;
  }

  @Override
  public boolean await(Duration limit) throws InterruptedException {
    return program.await(limit);
  }

  @Override
  public void forgetTypes() {
    permitted.forget();
  }

  @Override
  public List<EncryptionType> possible(List<EncryptionType> listed) {
    return permitted.of(program.possible(listed));
  }

  @Override
  public Optional<String> objection(List<EncryptionType> listed) {
    return permitted.objection(listed, program.possible(listed), "our libkrb5");
  }

  @Override
  public Optional<PrincipalEntry> get(PrincipalName name) throws StoreException {
    return program.read(
        requests.getPrincipal(name), "reading " + name, reply -> entry(name.toString(), reply));
  }

  private static Optional<PrincipalEntry> entry(String name, Kadm5Reply reply)
      throws SyntaxException {
    Optional<PrincipalEntry> entry =
        reply.status() == Status.ABSENT
            ? Optional.empty()
            : Optional.of(Kadm5Entries.entry(name, reply));
    reply.end();
    return entry;
  }

  @Override
  public Map<String, String> strings(PrincipalName name) throws StoreException {
    String action = "reading the string attributes of " + name;
    Map<String, String> strings =
        program.read(requests.getStrings(name), action, reply -> strings(action, reply));
    for (Map.Entry<String, String> string : strings.entrySet()) {
      requirePrintable(action, string.getKey());
      requirePrintable(action, string.getValue());
    }
    return strings;
  }

  private static Map<String, String> strings(String action, Kadm5Reply reply)
      throws SyntaxException {
    if (reply.status() != Status.DONE) {
      throw new SyntaxException(action + ": the principal does not exist any more");
    }
    Map<String, String> strings = Kadm5Entries.strings(reply);
    reply.end();
    return strings;
  }

  private static void requirePrintable(String action, String text) throws StoreException {
    if (!Kadm5Entries.isPrintable(text)) {
      throw new StoreException(
          Reason.FAILED,
          action
              + ": an attribute is not printable ASCII: "
              + Printable.quote(text)
              + "; list them with kadmin's getstrs, and correct or delete the wrong one (setstr,"
              + " delstr)");
    }
  }

  @Override
  public void setString(PrincipalName name, String key, String value) throws StoreException {
    change(requests.setString(name, key, value), "setting " + key + " of " + name);
  }

  @Override
  public void deleteString(PrincipalName name, String key) throws StoreException {
    change(requests.deleteString(name, key), "removing " + key + " of " + name);
  }

  @Override
  public void delete(PrincipalName name) throws StoreException {
    change(requests.delete(name), "deleting " + name);
  }

  @Override
  public void purgeKeysBelow(PrincipalName name, int kvno) throws StoreException {
    change(
        requests.purgeKeysBelow(name, kvno),
        "removing the keys below kvno " + kvno + " of " + name);
  }

  @Override
  public Optional<KerberosTime> claim(PrincipalName crossover) throws StoreException {
    return program.read(
        requests.getClaim(crossover),
        "reading the claim on " + crossover,
        reply -> {
          Optional<KerberosTime> token =
              reply.status() == Status.ABSENT
                  ? Optional.empty()
                  : Kadm5Entries.time(reply.unsigned());
          reply.end();
          return token;
        });
  }

  @Override
  public boolean addClaim(PrincipalName crossover, KerberosTime token) throws StoreException {
    return add(requests.addClaim(crossover, token), "adding the claim on " + crossover);
  }

  @Override
  public void deleteClaim(PrincipalName crossover) throws StoreException {
    change(requests.deleteClaim(crossover), "deleting the claim on " + crossover);
  }

  @Override
  public void changeClaim(PrincipalName crossover) throws StoreException {
    change(requests.changeClaim(crossover), "changing the claim on " + crossover);
  }

  @Override
  public Optional<Duration> changeTime() {
    return program.changeTime();
  }

  @Override
  public void requireSpace(String action) throws StoreException {
    program.requireSpace(action);
  }

  @Override
  public boolean write(CrossoverKey key, Extent extent) throws StoreException {
    String action = "writing the key of " + key.name();
    if (extent.isNew()) {
      return add(requests.write(key, extent), action);
    }
    change(requests.write(key, extent), action);
    return true;
  }

  private boolean add(Kadm5Frame request, String action) throws StoreException {
    Status status = program.change(request, action);
    if (status != Status.DONE && status != Status.EXISTS) {
      throw program.unexpected(action, status);
    }
    return status == Status.DONE;
  }

  @Override
  public void clearPolicy(PrincipalName name) throws StoreException {
    change(requests.clearPolicy(name), "removing the policy of " + name);
  }

  private void change(Kadm5Frame request, String action) throws StoreException {
    Status status = program.change(request, action);
    if (status != Status.DONE) {
      throw program.unexpected(action, status);
    }
  }

  @Override
  public Optional<EncryptionKey> key(PrincipalName crossover, int kvno, EncryptionType type)
      throws StoreException {
    return program.read(
        requests.getKey(crossover, kvno, type),
        "reading the key of " + crossover,
        reply -> {
          byte[] octets = reply.field();
          reply.end();
          if (octets.length == 0) {
            return Optional.empty();
          }
          if (octets.length != type.keyLength()) {
            Arrays.fill(octets, (byte) 0);
            throw new SyntaxException("a key of the wrong length");
          }
          return Optional.of(new EncryptionKey(type, octets));
        });
  }

  /** Uses a separate process. */
  @Override
  public CrossoverNames names() throws StoreException {
    return Kadm5Listing.of(realm, settings);
  }

  @Override
  public Optional<PrincipalWalk> walk(Consumer<PrincipalName> listed) throws StoreException {
    return Optional.of(Kadm5Walk.begin(realm, settings, listed));
  }

  @Override
  public void close() {
    program.close();
  }
}
