package org.kxover.cli;

import java.nio.file.Path;
import java.util.Locale;
import java.util.Optional;
import org.kxover.kerberos.Realm;
import org.kxover.setup.KdcKind;
import org.kxover.setup.LocalKadmin;
import picocli.CommandLine.Option;

/** The answers to the questions of {@code kxover setup}. */
final class SetupOptions extends KdcOptions {
  /** Whether Java clients are served. */
  enum Answer {
    YES,
    NO;

    @Override
    public String toString() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  @Option(
      names = "--realm",
      paramLabel = "REALM",
      converter = RealmOption.class,
      description = "the realm (default: the only one of this KDC, or the one that you choose)")
  private Realm realm;

  @Option(
      names = "--host",
      paramLabel = "HOST",
      description =
          "this machine's name in DNS, for the SRV record and the certificate (default: the name"
              + " that it has)")
  private String host;

  @Option(
      names = "--kdc",
      paramLabel = "KIND",
      description =
          "primary: the realm's only KDC, or the one whose database is written; replica: its"
              + " database is a copy; shared: several KDCs write into one LDAP directory (default:"
              + " what kdc.conf, krb5.conf and kpropd.acl show)")
  private KdcKind kind;

  @Option(
      names = "--java-clients",
      paramLabel = "yes|no",
      description =
          "yes: set host_based_services = * in the KDC's configuration. Java clients ask with names"
              + " of no type, for which the KDC then has referrals, too (default: yes)")
  private Answer java;

  @Option(
      names = "--restart",
      paramLabel = "PROGRAM",
      description =
          "a program that restarts what runs here, for machines without systemd. It gets two"
              + " arguments: restart or stop, and krb5kdc, kadmind or kxoverd")
  private Path restart;

  Optional<Realm> realm() {
    return Optional.ofNullable(realm);
  }

  Optional<String> host() {
    return Optional.ofNullable(host);
  }

  Optional<KdcKind> kind() {
    return Optional.ofNullable(kind);
  }

  /** Empty if it was not said. */
  Optional<Boolean> javaClients() {
    return Optional.ofNullable(java).map(answer -> answer == Answer.YES);
  }

  /** For any realm: without the option {@code -r}, the realm is added. */
  LocalKadmin kadmin() {
    return new LocalKadmin(kadminLocal());
  }

  Optional<Path> restart() {
    return Optional.ofNullable(restart);
  }
}
