package org.kxover.lab;

import java.io.IOException;
import java.net.InetAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * A replica KDC with a copy of the realm's database and its own kxoverd. Both kxoverds write
 * through the primary's kadmind.
 */
public final class LabReplica {
  private static final Duration LIMIT = Patience.LIMIT;

  private final Lab lab;
  private final LabRealm primary;
  private final LabRealm site;
  private final LabKadmind kadmind;
  private final int port = Ports.free();
  private final String host;
  private final Path keytab;
  private LabProcess kpropd;

  LabReplica(Lab lab, LabRealm primary) throws IOException {
    this.lab = lab;
    this.primary = primary;
    this.host = InetAddress.getLocalHost().getHostName();
    this.keytab = primary.folder().resolve("kprop.keytab");
    primary
        .kdc()
        .realmSettings(
            """
            iprop_enable = true
            iprop_port = %d
            iprop_replica_poll = 1s
            """
                .formatted(Ports.free()));
    this.site = new LabRealm(lab, primary, true);
    // For the programs on both machines, which share one host name here, and for the primary by the
    // address in the replica's krb5.conf.
    for (String name : List.of("host/" + host, "kiprop/" + host, "kiprop/127.0.0.1")) {
      primary.kdc().kadmin("addprinc -randkey " + name);
      primary.kdc().kadmin("ktadd -k " + keytab + " " + name);
    }
    this.kadmind =
        new LabKadmind(lab, primary)
            .propagating("kiprop/" + host + "@" + primary.name() + " p\n", keytab, port);
    Files.writeString(acl(), "host/" + host + "@" + primary.name() + "\n");
    Files.copy(primary.databaseFolder().resolve("stash"), site.databaseFolder().resolve("stash"));
    site.kdc().load(primary.kdc().dump());
    kadmind.administers(site.kxoverd());
    site.kxoverd()
        .set("replica", site.kdc().kadminCommand())
        .set("kdc_profile", site.kdc().profile().toString());
    primary.kxoverd().set("shared_database", "yes");
  }

  private Path acl() {
    return site.folder().resolve("kpropd.acl");
  }

  /** The replica's KDC and kxoverd. */
  public LabRealm site() {
    return site;
  }

  public LabKadmind kadmind() {
    return kadmind;
  }

  /** Starts kadmind, and waits until both kxoverds are logged in. Call after the lab's start. */
  public void start() throws IOException {
    kadmind.start();
    for (LabRealm realm : List.of(primary, site)) {
      realm.kxoverd().awaitLines("kadmin is ready", 1, LIMIT);
    }
  }

  /** Enables incremental propagation: the replica polls for changes every second. */
  public void followChanges() throws IOException {
    site.kdc()
        .realmSettings(
            "iprop_enable = true\niprop_port = %s\niprop_replica_poll = 1s\n"
                .formatted(primary.kdc().realmSetting("iprop_port")));
    startKpropd().awaitLine("KDC is synchronized with primary.", LIMIT);
  }

  /** Starts kpropd, which updates the replica only at {@link #kprop}. */
  public void awaitKprop() throws IOException {
    startKpropd();
  }

  private LabProcess startKpropd() throws IOException {
    List<String> words =
        new ArrayList<>(List.of("-d", "-r", site.name(), "-P", Integer.toString(port)));
    words.addAll(List.of("-f", site.folder().resolve("from_primary").toString()));
    words.addAll(List.of("-F", site.kdc().database().toString()));
    words.addAll(List.of("-a", acl().toString(), "-s", keytab.toString()));
    words.addAll(List.of("-p", lab.programs().executable("kdb5_util")));
    kpropd =
        lab.closeAtEnd(
            new LabCommand(
                    site.folder(), lab.programs().path("kpropd"), words.toArray(String[]::new))
                .env(
                    Map.of(
                        "KRB5_CONFIG",
                        kadmind.clientConfig().toString(),
                        "KRB5_KDC_PROFILE",
                        site.kdc().profile().toString(),
                        "KRB5_KTNAME",
                        keytab.toString()))
                .start());
    return kpropd.awaitLine("waiting for a kprop connection", LIMIT);
  }

  /** Stops kpropd for good. */
  public void stopKpropd() {
    kpropd.stop();
  }

  /** A kadmind on the replica's machine, which has become the primary. Makes its keytab anew. */
  public LabKadmind ownKadmind() throws IOException {
    return new LabKadmind(lab, site).propagating("", keytab, port);
  }

  /** Propagates the whole database, as an administrator's cron job does. */
  public void kprop() throws IOException {
    Path dump = primary.kdc().dump();
    new LabCommand(
            primary.folder(),
            lab.programs().path("kprop"),
            "-r",
            primary.name(),
            "-f",
            dump.toString(),
            "-s",
            keytab.toString(),
            "-P",
            Integer.toString(port),
            host)
        .env(
            Map.of(
                "KRB5_CONFIG",
                kadmind.clientConfig().toString(),
                "KRB5_KDC_PROFILE",
                primary.kdc().profile().toString()))
        .run();
  }

  /** The crossover for {@code service} in the replica's copy of the database. */
  public LabPrincipal crossover(LabRealm service) throws IOException {
    return site.crossover(service, primary);
  }
}
