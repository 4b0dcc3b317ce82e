package org.kxover.cli;

import java.time.Clock;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Callable;
import org.kxover.assembly.NetworkParts;
import org.kxover.config.ConfigException;
import org.kxover.config.RealmSettings;
import org.kxover.config.Settings;
import org.kxover.setup.CertificateRoll;
import org.kxover.tls.CredentialException;
import org.kxover.tls.KxCertificate;
import org.kxover.tls.TlsCredential;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code kxover dns}: the records by which other realms find and know this daemon. */
@Command(
    name = "dns",
    mixinStandardHelpOptions = true,
    description = {
      "Prints the records to publish, as lines of a zone file.",
      "The zone must be signed, and its parent must have its DS record."
    })
final class DnsCommand implements Callable<Integer> {
  private static final int MOST_SECONDS = 604_800;

  @Option(
      names = "--ttl",
      defaultValue = "3600",
      description = "of the records, in seconds (default: ${DEFAULT-VALUE})")
  private int ttl;

  @Spec private CommandSpec spec;

  private final SettingsFile settings;
  private final Clock clock;
  private final List<String> lines = new ArrayList<>();

  DnsCommand(SettingsFile settings, Clock clock) {
    this.settings = settings;
    this.clock = clock;
  }

  @Override
  public Integer call() throws ConfigException, CredentialException {
    if (ttl < 0 || ttl > MOST_SECONDS) {
      throw new CommandLine.ParameterException(
          spec.commandLine(), "--ttl is not 0 to " + MOST_SECONDS + ": " + ttl);
    }
    Settings all = settings.load();
    int port = all.listen().address().getPort();
    Set<String> hosts = new HashSet<>();
    for (RealmSettings realm : all.realms()) {
      addRealm(realm, port);
      if (hosts.add(realm.host())) {
        addHost(realm, port);
      }
    }
    // All or nothing: half of the records would be worse than none.
    lines.forEach(spec.commandLine().getOut()::println);
    return CommandLine.ExitCode.OK;
  }

  private void addRealm(RealmSettings realm, int port) {
    String zone = realm.realm().dnsName();
    lines.add("; The realm's own spelling, and the realm of every host that has such a record.");
    lines.add("_kerberos." + zone + start() + "TXT \"" + realm.realm() + "\"");
    lines.add("; Where the realm's kxoverd is.");
    lines.add(
        "_kerberos-tls._tcp." + zone + start() + "SRV 0 0 " + port + " " + realm.host() + ".");
  }

  private void addHost(RealmSettings realm, int port) throws CredentialException {
    TlsCredential credential = NetworkParts.credential(realm);
    lines.add("; The key it has there: DANE-EE(3) SPKI(1) SHA2-256(1).");
    lines.add(
        ("_" + port + "._tcp." + realm.host() + start() + "TLSA ")
            + KxCertificate.tlsaRecord(credential.chainDer().get(0)));
    CertificateRoll roll = new CertificateRoll(List.of(realm), clock);
    if (realm.passphraseFile().isEmpty() && roll.hasBegun()) {
      lines.add(
          "; The next key, which \"kxover cert roll\" is about: both until it has taken over.");
      lines.add(
          ("_" + port + "._tcp." + realm.host() + start() + "TLSA ")
              + KxCertificate.tlsaRecord(roll.next().chainDer().get(0)));
    }
  }

  private String start() {
    return ". " + ttl + " IN ";
  }
}
