package org.kxover.setup;

import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.kxover.kerberos.KerberosSyntaxException;
import org.kxover.kerberos.Realm;

/** The realms whose database is on this machine. */
public final class LocalRealms {
  /** krb5.conf may name many realms, and each costs a run of kadmin.local. */
  private static final int MOST = 64;

  private final KdcProfile profile;
  private final LocalKadmin kadmin;

  /**
   * @param kadmin the command, for any realm
   */
  public LocalRealms(KdcProfile profile, LocalKadmin kadmin) {
    this.profile = profile;
    this.kadmin = kadmin;
  }

  /**
   * Those of the realms in krb5.conf and kdc.conf that have a database here. The default realm is
   * the first.
   */
  public List<Realm> find() throws IOException {
    Set<String> names = new LinkedHashSet<>(profile.values("libdefaults", "default_realm"));
    names.addAll(profile.names("realms"));
    List<Realm> found = new ArrayList<>();
    for (String name : names.stream().limit(MOST).toList()) {
      Optional<Realm> realm = parsed(name);
      if (realm.isPresent() && look(realm.get()).line(found(realm.get())).isPresent()) {
        found.add(realm.get());
      }
    }
    return found;
  }

  /** Empty if kxoverd could not serve a realm of that name. */
  private static Optional<Realm> parsed(String name) {
    try {
      return Optional.of(Realm.parse(name));
    } catch (KerberosSyntaxException e) {
      return Optional.empty();
    }
  }

  /**
   * @throws IOException if the database of the realm is not here; the message names the realms that
   *     this KDC has
   */
  public void require(Realm realm) throws IOException {
    LocalCommand.Output said = look(realm);
    if (said.line(found(realm)).isPresent()) {
      return;
    }
    List<Realm> others = find();
    if (others.isEmpty()) {
      throw new IOException(
          "cannot read the database of the realm "
              + realm
              + ": "
              + kadmin.of(realm.name()).trouble(said));
    }
    throw new IOException(
        "this KDC has no realm "
            + realm
            + "; it has "
            + others.stream().map(Realm::name).collect(Collectors.joining(" and "))
            + ", and upper and lower case count");
  }

  /** Every database has the principal of its master key. */
  private LocalCommand.Output look(Realm realm) throws IOException {
    return kadmin.of(realm.name()).ask("get_principal K/M@" + realm);
  }

  private static String found(Realm realm) {
    return "Principal: K/M@" + realm;
  }
}
