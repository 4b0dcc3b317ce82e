package org.kxover.base;

import java.security.Security;
import java.util.List;
import java.util.Optional;
import java.util.Properties;
import java.util.stream.Stream;

/**
 * Each option of a library or of Java that decides about trust, time or limits, with our value and
 * the reason for it. A default that changes with a release, a distribution or a command line cannot
 * change what kxoverd trusts.
 *
 * <p>The options of the JVM itself, such as its memory, are in the scripts that start the programs.
 * A test holds the list against the options that the libraries' classes name.
 */
public final class LibraryOptions {
  /** The reader of an option, which decides how the option is set. */
  enum Owner {
    /** dnsjava's DNSSEC validator, which takes its own set of properties. */
    VALIDATOR,
    /** Java and the libraries that read system properties. */
    SYSTEM,
    /** Java's or Bouncy Castle's cryptography. A security property precedes a system property. */
    SECURITY
  }

  /**
   * One option.
   *
   * @param value empty if it must be absent
   * @param reason for the value
   */
  record Option(Owner owner, String name, Optional<String> value, String reason) {}

  private static final List<Option> VALIDATOR =
      List.of(
          forValidator(
              "dnsjava.dnssec.harden_algo_downgrade",
              "false",
              "one DS record that leads to a signing key is enough (RFC 6840 section 5.11); the"
                  + " default makes a zone bogus in the middle of a rollover"),
          absent(
              Owner.VALIDATOR,
              "dnsjava.dnssec.digest_preference",
              "has an effect only with harden_algo_downgrade"),
          forValidator(
              "dnsjava.dnssec.digest.1",
              "true",
              "a zone may have no other; KeyResponses ignores it beside a better one (RFC 4509)"),
          forValidator("dnsjava.dnssec.digest.2", "true", "SHA-256 must be supported (RFC 8624)"),
          forValidator("dnsjava.dnssec.digest.3", "false", "GOST must not be used (RFC 8624)"),
          forValidator("dnsjava.dnssec.digest.4", "true", "SHA-384 is recommended (RFC 8624)"),
          forValidator(
              "dnsjava.dnssec.algorithm_rsa_min_key_size",
              "1024",
              "smaller keys have been factored; a zone with one is insecure, as unbound has it"),
          forValidator(
              "dnsjava.dnssec.max_validate_rrsigs",
              "8",
              "a zone can have many wrong signatures, each of which costs time"),
          forValidator(
              "dnsjava.dnssec.max_ds_match_failures",
              "4",
              "a zone can have many keys with one key tag, each of which costs time"),
          forValidator(
              "dnsjava.dnssec.nsec3.iterations.1024",
              "150",
              "for keys of any size, as unbound has it; more cost time and gain nothing (RFC"
                  + " 9276)"),
          forValidator(
              "dnsjava.dnssec.keycache.max_ttl",
              "900",
              "in seconds: a zone whose key was stolen must not wait longer for its new one"),
          forValidator("dnsjava.dnssec.keycache.max_size", "1000", "strangers choose the zones"),
          absent(
              Owner.VALIDATOR,
              "dnsjava.dnssec.trust_anchor_file",
              "trust anchors are of the setting trust_anchors only"));

  private static final List<Option> DNS =
      List.of(
          system(
              "dnsjava.nio.register_shutdown_hook",
              "false",
              "the KDC's last requests still need DNS while the JVM shuts down"),
          system(
              "dnsjava.nio.selector_timeout",
              "100",
              "in milliseconds: how late a lost answer may be noticed; with the default of 1000 a"
                  + " third attempt began after the look-up's time"),
          system(
              "dnsjava.harden_unknown_additional",
              "true",
              "drops records that have nothing to do with the question"),
          system(
              "dnsjava.udp.ephemeral.use_ephemeral_port",
              "false",
              "a random port for each query, which an attacker has to guess (RFC 5452)"),
          system("dnsjava.udp.ephemeral.start", "32768", "the ports that Linux has for clients"),
          system("dnsjava.udp.ephemeral.end", "60999", "the ports that Linux has for clients"),
          absent(
              Owner.SYSTEM,
              "dnsjava.secure_random_algorithm",
              "query ids and ports come from Java's default generator"),
          absent(Owner.SYSTEM, "dnsjava.options", "would change TTLs and how records are written"),
          system(
              "dnsjava.configprovider.skipinit",
              "true",
              "the resolver is that of the setting, never one of resolv.conf"),
          system(
              "dnsjava.configprovider.sunjvm.enabled",
              "false",
              "the resolver is that of the setting, never one that Java knows"),
          system(
              "dnsjava.lookup.use_hosts_file",
              "false",
              "an unsigned file must not answer in place of secure DNS"));

  private static final List<Option> LOGGING =
      List.of(
          system(
              "slf4j.provider",
              "org.kxover.systemd.LogbackWithoutFiles",
              "logging is in Logback's form, whatever else is on the class path, and no file"
                  + " configures it"),
          system(
              "slf4j.internal.verbosity",
              "WARN",
              "SLF4J must not print a line about its provider at each start"),
          absent(Owner.SYSTEM, "logback.configurationFile", "the class Logging decides"),
          absent(Owner.SYSTEM, "logback.scmoFile", "the class Logging decides"),
          absent(Owner.SYSTEM, "logback.ContextSelector", "would run a class of that name"),
          absent(Owner.SYSTEM, "logback.statusListenerClass", "would run a class of that name"),
          absent(Owner.SYSTEM, "logback.root", "the class Logging decides the levels"));

  private static final List<Option> SOCKETS =
      List.of(
          system(
              "org.newsclub.net.unix.AFSocketAddress.deserialize",
              "false",
              "junixsocket must not make objects from octets"),
          system(
              "org.newsclub.net.unix.thread-local-buffer.max-capacity",
              "65536",
              "each thread keeps a buffer of up to this size; our messages are smaller"));

  /** Java's HTTP server, for the metrics. Any user of this machine can connect. */
  private static final List<Option> HTTP =
      List.of(
          system("sun.net.httpserver.maxReqTime", "5", "in seconds: ends a slow request"),
          system("sun.net.httpserver.maxRspTime", "5", "in seconds: ends a slow reader"),
          system("sun.net.httpserver.idleInterval", "30", "in seconds: ends an idle connection"),
          system("sun.net.httpserver.maxIdleConnections", "8", "connections cost descriptors"),
          system("jdk.httpserver.maxConnections", "32", "connections cost descriptors"),
          system("sun.net.httpserver.maxReqHeaders", "50", "headers cost memory"));

  private static final List<Option> JAVA =
      List.of(
          system("jdk.serialFilter", "!*", "nothing is ever deserialized"),
          system(
              "java.util.concurrent.ForkJoinPool.common.parallelism",
              Integer.toString(2 * Runtime.getRuntime().availableProcessors()),
              "dnsjava checks some denials in this pool: a thread for each turn that dns gives;"
                  + " below 2 Java starts a thread for each check instead"),
          system(
              "com.sun.security.enableCRLDP",
              "false",
              "a certificate must not make kxoverd fetch from an address that it names"),
          system(
              "com.sun.security.enableAIAcaIssuers",
              "false",
              "a certificate must not make kxoverd fetch from an address that it names"),
          security(
              "ocsp.enable",
              "false",
              "a certificate must not make kxoverd ask an address that it names"),
          security(
              "jdk.certpath.disabledAlgorithms",
              "MD2, MD5, SHA1, RSA keySize < 1024, DSA keySize < 1024, EC keySize < 224",
              "distributions change it; StrongSignatures and the rules of dane are stricter"),
          security("networkaddress.cache.ttl", "0", "names are looked up by secure DNS only"),
          security(
              "networkaddress.cache.negative.ttl", "0", "names are looked up by secure DNS only"));

  private static final List<Option> BOUNCY_CASTLE =
      List.of(
          bc("asn1.allow_unsafe_integer", "false", "an INTEGER has one encoding (X.690 8.3.2)"),
          bc("asn1.allow_wrong_oid_enc", "false", "an OBJECT IDENTIFIER has one encoding"),
          bc("asn1.allow_zoneless_utctime", "false", "a time without a zone is no time (RFC 5280)"),
          bc("asn1.max_cons_depth", "64", "a stranger's nesting must not overflow the stack"),
          bc("x509.allow_non-der_tbscert", "false", "what is signed has one encoding"),
          absent(
              Owner.SYSTEM,
              "org.bouncycastle.x509.allow_empty_issuer_cert",
              "an issuer has a name (RFC 5280 4.1.2.4); dane allows an empty one for one parse, and"
                  + " a security property would overrule that"),
          bc("x509.ignore_repeated_extensions", "false", "readers could choose different ones"),
          bc("x509.enableCRLDP", "false", "a certificate must not make kxoverd fetch anything"),
          bc("pemreader.lax", "false", "a PEM file has one form (RFC 7468)"),
          bc("rsa.allow_unsafe_mod", "false", "a modulus with small factors is no key"),
          bc("rsa.max_size", "16384", "a stranger's key must not cost seconds"),
          bc("rsa.no_lenstra_check", "false", "a faulty signature would reveal the key"),
          bc("pkcs1.strict", "true", "a padded block has the modulus' length (RFC 8017)"),
          bc("pkcs1.not_strict", "false", "a padded block has the modulus' length (RFC 8017)"),
          bc("pkcs1.strict_digestinfo", "true", "a DigestInfo has one encoding (RFC 8017 9.2)"),
          bc("dh.allow_unsafe_p_value", "false", "small groups are broken"),
          bc("dh.max_size", "16384", "a stranger's key must not cost seconds"),
          bc("dsa.max_size", "16384", "a stranger's key must not cost seconds"),
          bc("ec.fp_max_size", "1042", "a stranger's curve must not cost seconds"),
          bc("ec.fp_certainty", "100", "a stranger's curve must be over a prime"),
          bc("ec.max_f2m_field_size", "1142", "a stranger's curve must not cost seconds"),
          bc("emulate.oracle", "false", "keys must be written as their RFC has it"));

  private static final List<Option> ALL =
      Stream.of(VALIDATOR, DNS, LOGGING, SOCKETS, HTTP, JAVA, BOUNCY_CASTLE)
          .flatMap(List::stream)
          .toList();

  private LibraryOptions() {}

  private static Option forValidator(String name, String value, String reason) {
    return new Option(Owner.VALIDATOR, name, Optional.of(value), reason);
  }

  private static Option system(String name, String value, String reason) {
    return new Option(Owner.SYSTEM, name, Optional.of(value), reason);
  }

  private static Option security(String name, String value, String reason) {
    return new Option(Owner.SECURITY, name, Optional.of(value), reason);
  }

  private static Option bc(String name, String value, String reason) {
    return security("org.bouncycastle." + name, value, reason);
  }

  private static Option absent(Owner owner, String name, String reason) {
    return new Option(owner, name, Optional.empty(), reason);
  }

  /** All options, for a test. */
  static List<Option> all() {
    return ALL;
  }

  /**
   * Sets all options of this process. The libraries read most of them once, so this precedes their
   * first use. Further calls have no effect that anybody sees.
   */
  public static void set() {
    setSystemProperties();
    setSecurityProperties();
  }

  /** The first half of {@link #set}, which precedes the first logger. */
  public static void setSystemProperties() {
    for (Option option : ALL) {
      switch (option.owner()) {
        case SYSTEM -> setSystem(option);
        // The validator reads the system properties before ours.
        case VALIDATOR -> System.clearProperty(option.name());
        case SECURITY -> {}
      }
    }
  }

  /**
   * The second half of {@link #set}, which precedes the first use of cryptography and of the
   * network. The first call is slow: Java looks for a logger of such changes in each jar.
   */
  public static void setSecurityProperties() {
    for (Option option : ALL) {
      if (option.owner() == Owner.SECURITY) {
        option.value().ifPresent(value -> Security.setProperty(option.name(), value));
      }
    }
  }

  private static void setSystem(Option option) {
    option
        .value()
        .ifPresentOrElse(
            value -> System.setProperty(option.name(), value),
            () -> System.clearProperty(option.name()));
  }

  /** The options of dnsjava's validator, without the algorithms of zones. */
  public static Properties validator() {
    Properties properties = new Properties();
    for (Option option : VALIDATOR) {
      option.value().ifPresent(value -> properties.setProperty(option.name(), value));
    }
    return properties;
  }
}
