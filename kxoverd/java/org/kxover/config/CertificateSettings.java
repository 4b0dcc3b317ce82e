package org.kxover.config;

import java.nio.file.Path;
import java.util.Optional;

/**
 * Settings in {@code [realm REALM]}: the certificate of this daemon, and how to check those of
 * peers.
 */
public final class CertificateSettings {
  static final Declarations<RealmSettings> DECLARED = new Declarations<>();

  /** In lower case. */
  public static final Setting<RealmSettings, String> HOST =
      DECLARED.required(
          "host",
          Types.HOST_WITH_DOMAIN,
          "kx.example.org",
          """
          The name of this machine in the realm's SRV record and in the certificate. The daemons
          of other realms send this name in the TLS handshake to get the realm's certificate. A
          client that sends no host of this file gets the certificate of the first realm. Realms
          with the same host must have the same certificate and private_key.""");

  public static final Setting<RealmSettings, Boolean> TEST_SERVICE =
      DECLARED.byDefault(
          "test_service",
          Types.YES_OR_NO,
          "no",
          """
          yes: "kxover dns" also has the record _kerberos.HOST TXT for the host of this section.
          By it users of other realms find the test service kxover/HOST, which "kxover setup"
          makes. Realms with the same host have no such record.""");

  public static final Setting<RealmSettings, Path> CERTIFICATE =
      DECLARED.byDefault(
          "certificate",
          Types.PATH,
          "/etc/kxover/{realm}.crt",
          """
          A file with the certificate of this daemon in PEM. "kxover init" makes it. "kxover dns"
          prints the DNS records to publish for it.""");

  /** Not used if {@link #PASSPHRASE_FILE} is set. */
  public static final Setting<RealmSettings, Path> PRIVATE_KEY =
      DECLARED.byDefault(
          "private_key",
          Types.PATH,
          "/etc/kxover/private/{realm}.key",
          """
          A file with the private key of the certificate in PEM, without a passphrase. "kxover
          init" makes it together with the certificate. Only its owner may have access to it. A
          file in the folder "private" beside kxoverd.conf may belong to root: systemd gives
          kxoverd a copy of it at the start (LoadCredential=). kxoverd does not check the mode of
          such a copy, because systemd protects it. A new key there takes effect after a restart,
          not after a reload.""");

  public static final Setting<RealmSettings, Optional<Path>> PASSPHRASE_FILE =
      DECLARED.optional(
          "passphrase_file",
          Types.PATH,
          "/etc/kxover/private/{realm}.passphrase",
          """
          A file with a passphrase in its first line. Only its owner may read it. If this is set,
          the file in certificate is a PKCS#12 file under that passphrase. It holds the
          certificates and the private key, and private_key is not used.""");

  public static final Setting<RealmSettings, Optional<Path>> PKIX_ROOTS =
      DECLARED.optional(
          "pkix_roots",
          Types.PATH,
          "/etc/ssl/certs/ca-certificates.crt",
          """
          A file with certificates of certification authorities in PEM. kxoverd needs them to
          check TLSA records of other realms with usage 0 or 1 (PKIX-TA, PKIX-EE). Without this
          setting it cannot use such records. Records with usage 2 or 3, which most realms
          publish, need no authority.""");

  public static final Setting<RealmSettings, Optional<Path>> FEDERATION_ROOTS =
      DECLARED.optional(
          "federation_roots",
          Types.PATH,
          "/etc/kxover/federation.pem",
          """
          A file with the certificates of a federation's authorities in PEM. If this is set,
          another realm's TLSA records are not enough. Its certificate must also be issued by one
          of these authorities, be valid, and name the realm's host and the realm. Without this
          setting another realm need not belong to a federation.""");

  private CertificateSettings() {}
}
