package org.kxover.lab;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.kxover.dane.TestCertificate;
import org.kxover.kerberos.Realm;
import org.kxover.setup.ProbeServicesStep;

/**
 * One realm: its zone, its KDC, and its own or a shared kxoverd. Also a second KDC of a realm, with
 * its own kxoverd.
 */
public final class LabRealm {
  private final Lab lab;
  private final String name;
  private final Path folder;
  private final Zone zone;
  private final LabKdc kdc;
  private final LabKxoverd kxoverd;
  private final boolean hasOwnKxoverd;
  private final Optional<LabRealm> first;
  private final LabDatabase database;
  private final Optional<LabSite> site;
  private Optional<LabKdcWatch> watch = Optional.empty();

  LabRealm(Lab lab, String name) throws IOException {
    this(lab, name, false, Optional.empty(), Optional.empty());
  }

  /** A realm whose database is in OpenLDAP. */
  static LabRealm inLdap(Lab lab, String name) throws IOException {
    return new LabRealm(lab, name, true, Optional.empty(), Optional.empty());
  }

  /** A realm whose programs and users' programs run at that site. */
  static LabRealm at(LabSite site, Lab lab, String name) throws IOException {
    return new LabRealm(lab, name, false, Optional.empty(), Optional.of(site));
  }

  /** A realm that the kxoverd of {@code other} serves. */
  LabRealm(Lab lab, String name, LabRealm other) throws IOException {
    this(lab, name, false, Optional.of(other.kxoverd()), other.site);
  }

  private LabRealm(
      Lab lab, String name, boolean inLdap, Optional<LabKxoverd> shared, Optional<LabSite> site)
      throws IOException {
    this.lab = lab;
    this.site = site;
    this.first = Optional.empty();
    this.name = name;
    this.folder = Files.createDirectory(lab.folder().resolve(domain()));
    this.zone = lab.dns().zone(domain());
    this.hasOwnKxoverd = shared.isEmpty();
    this.database = inLdap ? new LabLdap(lab, this) : LabDatabase.file(lab, this);
    this.kxoverd = hasOwnKxoverd ? new LabKxoverd(lab, this) : shared.get();
    List<String> records = hasOwnKxoverd ? kxoverd.records() : kxoverd.serve(this);
    this.kdc = LabKdc.withKxoverd(lab, this);
    records.forEach(zone::add);
    zone.add("kx " + record(address()));
  }

  /**
   * Another KDC of a realm, with its own kxoverd.
   *
   * @param ownCopy true for its own database, which the caller must fill; false to share
   */
  LabRealm(Lab lab, LabRealm first, boolean ownCopy) throws IOException {
    this.lab = lab;
    this.site = first.site;
    this.name = first.name();
    this.first = Optional.of(first);
    this.folder = Files.createDirectory(lab.folder().resolve(domain() + "-2"));
    this.zone = first.zone();
    this.hasOwnKxoverd = true;
    this.database = ownCopy ? LabDatabase.file(lab, this) : first.database();
    this.kxoverd = new LabKxoverd(lab, this);
    this.kdc = LabKdc.withKxoverd(lab, this);
    kxoverd.records().stream()
        .filter(record -> !first.kxoverd().records().contains(record))
        .forEach(zone::add);
    zone.add("kx2 A 127.0.0.1");
  }

  /** The folder of its database, if that is in files. */
  Path databaseFolder() {
    return folder.resolve("krb5kdc");
  }

  /** The realm with the first KDC, if this is a further KDC of that realm. */
  Optional<LabRealm> first() {
    return first;
  }

  /** The address on which its programs listen. */
  String address() {
    return site.map(LabSite::address).orElse("127.0.0.1");
  }

  /** That address with a port, as in settings and in krb5.conf. */
  String address(int port) {
    return (address().contains(":") ? "[" + address() + "]" : address()) + ":" + port;
  }

  private static String record(String address) {
    return (address.contains(":") ? "AAAA " : "A ") + address;
  }

  /** The site at which its programs run; empty for this host. */
  Optional<LabSite> site() {
    return site;
  }

  /** Makes a command run at the realm's site. */
  public LabCommand inside(LabCommand command) {
    return site.isPresent() ? site.get().inside(command) : command;
  }

  LabDatabase database() {
    return database;
  }

  /** The host name of this kxoverd. */
  String kxHost() {
    return (first.isEmpty() ? "kx." : "kx2.") + domain();
  }

  public String name() {
    return name;
  }

  /** The realm as a DNS name, without trailing dot. */
  public String domain() {
    return name.toLowerCase(Locale.ROOT);
  }

  public Path folder() {
    return folder;
  }

  public Zone zone() {
    return zone;
  }

  public LabKdc kdc() {
    return kdc;
  }

  public LabKxoverd kxoverd() {
    return kxoverd;
  }

  /** Uses this certificate, and publishes records for it. Call before the lab starts. */
  public LabRealm certificate(TestCertificate leaf, TestCertificate... others) throws IOException {
    kxoverd.records().forEach(zone::remove);
    kxoverd.certificate(leaf, others);
    kxoverd.records().forEach(zone::add);
    return this;
  }

  /**
   * Gives this realm's programs their own clock, which can be stepped. Call before the lab starts.
   */
  public LabClock clock() throws IOException {
    LabClock clock = new LabClock(folder);
    kdc.clock(clock);
    kxoverd.clock(clock);
    return clock;
  }

  /** Publishes a relay instead of this realm's kxoverd. Call before the lab starts. */
  public LabRelay relay() throws IOException {
    LabRelay relay = lab.closeAtEnd(new LabRelay(kxoverd.port()));
    for (String record : kxoverd.records()) {
      zone.remove(record);
      zone.add(
          record
              .replace(" " + kxoverd.port() + " ", " " + relay.port() + " ")
              .replace("_" + kxoverd.port() + "._tcp", "_" + relay.port() + "._tcp"));
    }
    return relay;
  }

  /** Adds a service on a host in this realm's zone: principal, keytab and DNS records. */
  public LabRealm service(String service, String host) throws IOException {
    return service(service, host, address());
  }

  /** As {@link #service(String, String)}, on a host with the given address. */
  public LabRealm service(String service, String host, String address) throws IOException {
    publish(host, address);
    principal(service + "/" + host);
    return this;
  }

  /** Adds a service on many hosts, without keytabs. */
  public LabRealm services(String service, List<String> hosts) throws IOException {
    hosts.forEach(host -> publish(host, "127.0.0.1"));
    kdc.addPrincipals(hosts.stream().map(host -> "-randkey " + service + "/" + host).toList());
    return this;
  }

  private void publish(String host, String address) {
    String label = host.substring(0, host.length() - domain().length() - 1);
    zone.add(label + " " + record(address));
    zone.add("_kerberos." + label + " TXT \"" + name + "\"");
  }

  /** Adds a service principal with its keytab, but no DNS records. */
  public LabRealm principal(String name) throws IOException {
    String said = kdc.session("addprinc -randkey " + name, "ktadd -k " + keytab() + " " + name);
    if (!said.contains("created.") || !said.contains("added to keytab")) {
      throw new IOException("kadmin.local did not make " + name + ":\n" + said);
    }
    return this;
  }

  /** Gives a principal another name. The realm's database must be in OpenLDAP. */
  public LabRealm alias(String principal, String alias) throws IOException {
    ((LabLdap) database).alias(this, principal, alias);
    return this;
  }

  /** Lets a service act for its users at a target. The realm's database must be in OpenLDAP. */
  public LabRealm allowDelegation(String service, String target) throws IOException {
    ((LabLdap) database).allowDelegation(this, service, target);
    return this;
  }

  /** Publishes the KDC in DNS, for {@link LabUser#asInstalled}. Call before the lab starts. */
  public LabRealm publishKdc() {
    publishKdc(zone, kdcPort());
    return this;
  }

  /** Notes what clients ask the KDC for. Call before {@link #publishKdc}, and before users come. */
  public LabKdcWatch watchKdc() throws IOException {
    watch = Optional.of(lab.closeAtEnd(new LabKdcWatch(kdc.port())));
    return watch.get();
  }

  /** The port at which clients find the KDC. */
  int kdcPort() {
    return watch.map(LabKdcWatch::port).orElse(kdc.port());
  }

  static void publishKdc(Zone zone, int port) {
    zone.add("kdc A 127.0.0.1");
    for (String protocol : List.of("udp", "tcp")) {
      zone.add("_kerberos._" + protocol + " SRV 0 0 " + port + " kdc");
    }
  }

  /**
   * Starts a GSSAPI server.
   *
   * @param service such as {@code HTTP@www.b.example}
   */
  public LabGssServer gssServer(String service) throws IOException {
    return new LabGssServer(lab, this, service);
  }

  public Path keytab() {
    return folder.resolve("service.keytab");
  }

  /** Makes a user, if there is none of that name, and logs the user in with kinit. */
  public LabUser user(String user) throws IOException {
    String password = "password of " + user;
    // kadmin.local says so if there is such a user already.
    kdc.session("addprinc -pw \"" + password + "\" " + user);
    return new LabUser(lab, user + "@" + name, password, site).login();
  }

  /**
   * Allows anonymous logins (RFC 8062). PKINIT (RFC 4556) uses the certificate of kxoverd, which
   * also names the realm's KDC. Call before the lab starts.
   */
  public LabRealm allowAnonymous() throws IOException {
    kdc.kadmin("addprinc -randkey WELLKNOWN/ANONYMOUS");
    kdc.set("pkinit_identity", "FILE:" + certificate() + "," + folder.resolve("kx.key"));
    kdc.set("pkinit_anchors", "FILE:" + certificate());
    return this;
  }

  /** A user who has logged in anonymously. */
  public LabUser anonymous() throws IOException {
    return new LabUser(lab, "WELLKNOWN/ANONYMOUS@WELLKNOWN:ANONYMOUS", "", site)
        .loginAnonymously(name, certificate());
  }

  private Path certificate() {
    return folder.resolve("kx.crt");
  }

  /** The principal krbtgt/SERVICE@CLIENT in this realm's database. */
  public LabPrincipal crossover(LabRealm service, LabRealm client) throws IOException {
    return crossover(service.name(), client.name());
  }

  /** As {@link #crossover(LabRealm, LabRealm)}, by the realms' names. */
  public LabPrincipal crossover(String service, String client) throws IOException {
    return kdc.principal("krbtgt/" + service + "@" + client);
  }

  /**
   * Makes kxoverd look for the guard in these KDCs, and makes the services that it asks for.
   * Without this, kxoverd does not look for it.
   *
   * @param policy the setting {@code guard}: required or optional
   */
  public LabRealm lookForGuard(String policy, LabKdc... kdcs) throws IOException {
    List<String> addresses = new ArrayList<>();
    for (LabKdc one : kdcs) {
      addresses.add(address(one.port()));
    }
    kxoverd.set(this, "guard", policy);
    kxoverd.set(this, "guarded_kdcs", String.join(" ", addresses));
    List<String> kadmin =
        new ArrayList<>(
            List.of("env", "KRB5_CONFIG=" + kdc.config(), "KRB5_KDC_PROFILE=" + kdc.profile()));
    kadmin.addAll(List.of(kdc.kadminCommand().split(" ")));
    new ProbeServicesStep(new Realm(name), kadmin).carryOut();
    return this;
  }

  void start() throws IOException {
    if (hasOwnKxoverd) {
      kxoverd.start();
    }
    kdc.start();
  }

  /** See {@link Lab#forget}. */
  void forget() throws IOException {
    if (hasOwnKxoverd) {
      kxoverd.forget();
    }
    kdc.forget();
  }
}
