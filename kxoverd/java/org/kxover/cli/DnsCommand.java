package org.kxover.cli;

import java.time.Clock;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Callable;
import org.kxover.assembly.NetworkParts;
import org.kxover.config.CertificateSettings;
import org.kxover.config.ConfigException;
import org.kxover.config.ListenSettings;
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

/**
 * {@code kxover dns}: prints the DNS records by which other realms find and authenticate this
 * daemon.
 */
@Command(
    name = "dns",
    mixinStandardHelpOptions = true,
    description = {
      "Prints the DNS records to publish, as lines of a zone file.",
      "The zone must be signed with DNSSEC, and its parent zone must have its DS record."
    })
final class DnsCommand implements Callable<Integer> {
  private static final int MAX_TTL = 604_800;

  @Option(
      names = "--ttl",
      defaultValue = "3600",
      description = "the TTL of the records, in seconds (default: ${DEFAULT-VALUE})")
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
    if (ttl < 0 || ttl > MAX_TTL) {
      throw new CommandLine.ParameterException(
          spec.commandLine(), "--ttl must be from 0 to " + MAX_TTL + ", not " + ttl);
    }
    Settings all = settings.load();
    int port = all.get(ListenSettings.ADDRESS).getPort();
    Set<String> hosts = new HashSet<>();
    for (RealmSettings realm : all.realms()) {
      addRealm(realm, port);
      if (hosts.add(realm.get(CertificateSettings.HOST))) {
        addHost(realm, port);
      }
    }
    // Only now: after an error nothing is printed, because some of the records are worse than none.
    lines.forEach(spec.commandLine().getOut()::println);
    return CommandLine.ExitCode.OK;
  }

  private void addRealm(RealmSettings realm, int port) {
    String zone = realm.realm().dnsName();
    lines.add(
        "; The realm in its exact spelling. Hosts that others' users are to reach"
            + " need such a record too.");
    lines.add("_kerberos." + zone + start() + "TXT \"" + realm.realm() + "\"");
    lines.add("; The host and port of the realm's kxoverd.");
    lines.add(
        "_kerberos-tls._tcp."
            + zone
            + start()
            + "SRV 0 0 "
            + port
            + " "
            + realm.get(CertificateSettings.HOST)
            + ".");
  }

  private void addHost(RealmSettings realm, int port) throws CredentialException {
    TlsCredential credential = NetworkParts.credential(realm);
    lines.add("; The key of its certificate: DANE-EE(3) SPKI(1) SHA2-256(1).");
    lines.add(
        ("_" + port + "._tcp." + realm.get(CertificateSettings.HOST) + start() + "TLSA ")
            + KxCertificate.tlsaRecord(credential.chainDer().get(0)));
    CertificateRoll roll = new CertificateRoll(List.of(realm), clock);
    if (realm.get(CertificateSettings.PASSPHRASE_FILE).isEmpty() && roll.hasBegun()) {
      lines.add(
          "; The next key, for \"kxover cert roll\". Publish both until the next key is"
              + " in use.");
      lines.add(
          ("_" + port + "._tcp." + realm.get(CertificateSettings.HOST) + start() + "TLSA ")
              + KxCertificate.tlsaRecord(roll.next().chainDer().get(0)));
    }
  }

  private String start() {
    return ". " + ttl + " IN ";
  }
}
