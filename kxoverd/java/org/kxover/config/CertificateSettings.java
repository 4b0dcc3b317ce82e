package org.kxover.config;

import java.nio.file.Path;
import java.util.Optional;

/** Of {@code [realm REALM]}: what this daemon shows to others, and what it wants to see of them. */
public final class CertificateSettings {
  static final Declarations<RealmSettings> DECLARED = new Declarations<>();

  /** In lower case. */
  public static final Setting<RealmSettings, String> HOST =
      DECLARED.required(
          "host",
          Types.HOST_WITH_DOMAIN,
          "kx.example.org",
          """
          This machine's name in the realm's SRV record and in the certificate. By this name a
          peer asks for the realm's certificate. A peer that asks for no name of ours sees the
          certificate of the first realm. Realms with the same host must have the same certificate
          and private_key.""");

  public static final Setting<RealmSettings, Path> CERTIFICATE =
      DECLARED.byDefault(
          "certificate",
          Types.PATH,
          "/etc/kxover/{realm}.crt",
          "Made by \"kxover init\"; \"kxover dns\" prints the records to publish for it.");

  /** Not used where {@link #PASSPHRASE_FILE} is there. */
  public static final Setting<RealmSettings, Path> PRIVATE_KEY =
      DECLARED.byDefault(
          "private_key",
          Types.PATH,
          "/etc/kxover/private/{realm}.key",
          """
          The key of the certificate, made with it. It must not be readable by anyone but its
          owner. What is in the folder "private" beside this file may belong to root: systemd
          lends it to the daemon at its start (LoadCredential=). A new key there takes a restart,
          not a reload. systemd guards what it lends, so the daemon does not look at its mode.""");

  public static final Setting<RealmSettings, Optional<Path>> PASSPHRASE_FILE =
      DECLARED.optional(
          "passphrase_file",
          Types.PATH,
          "/etc/kxover/private/{realm}.passphrase",
          """
          A file that only its owner may read, with a passphrase in its first line. Where this is
          set, the certificate above is a PKCS#12 file with certificates and private key under
          that passphrase.""");

  public static final Setting<RealmSettings, Optional<Path>> PKIX_ROOTS =
      DECLARED.optional(
          "pkix_roots",
          Types.PATH,
          "/etc/ssl/certs/ca-certificates.crt",
          """
          Certificates in PEM of authorities. TLSA records of other realms with usage 0 or 1
          (PKIX-TA, PKIX-EE) may rest on them. Without this setting such records cannot be used.
          Records with usage 2 or 3, which most realms publish, need no authority.""");

  public static final Setting<RealmSettings, Optional<Path>> FEDERATION_ROOTS =
      DECLARED.optional(
          "federation_roots",
          Types.PATH,
          "/etc/kxover/federation.pem",
          """
          Certificates in PEM of a federation's authorities. Where this is set, another realm's
          TLSA records are not enough. Its certificate must also come from one of these
          authorities, be valid, and name the realm's host and the realm. Without this setting
          every realm is welcome.""");

  private CertificateSettings() {}
}
