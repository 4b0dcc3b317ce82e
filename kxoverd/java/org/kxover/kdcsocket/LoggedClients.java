package org.kxover.kdcsocket;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Optional;
import java.util.random.RandomGenerator;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.kxover.config.LogClients;
import org.kxover.kerberos.ClientName;
import org.kxover.kerberos.KerberosSyntaxException;

/**
 * What may be logged of the names of users ({@code log_clients}). No other class passes on the name
 * that a KDC sent. Thread-safe.
 *
 * <p>A hash without a key would hide nothing: whoever has a list of a realm's users could hash it.
 * The key is made by the constructor and written nowhere, so the hashes of two starts of the daemon
 * differ.
 */
public final class LoggedClients {
  private static final String KEYED_HASH = "HmacSHA256";
  private static final int KEY_OCTETS = 32;

  /** Two of 100,000 users share such a hash with a probability of 2 in 100,000. */
  private static final int HASH_OCTETS = 6;

  private final LogClients mode;
  private final SecretKeySpec key;

  public LoggedClients(LogClients mode, RandomGenerator random) {
    this.mode = mode;
    byte[] octets = new byte[KEY_OCTETS];
    random.nextBytes(octets);
    this.key = new SecretKeySpec(octets, KEYED_HASH);
    Arrays.fill(octets, (byte) 0);
  }

  /** The client of a question of our KDC; empty if the log has no more than its realm. */
  Optional<String> asking(ClientName client) {
    return mode == LogClients.NO ? Optional.empty() : Optional.of(of(client.text()));
  }

  /**
   * What takes the place of the name {@code client}: the name itself, {@code #HASH@REALM}, or
   * {@code *@REALM}. The realm is left out where the name has none. An anonymous client has no name
   * to hide.
   */
  String of(String client) {
    Optional<ClientName> parsed = parse(client);
    if (mode == LogClients.YES || parsed.filter(ClientName::isAnonymous).isPresent()) {
      return client;
    }
    return (mode == LogClients.NO ? "*" : "#" + hash(client))
        + parsed.map(name -> "@" + name.realm()).orElse("");
  }

  /**
   * As {@link #of}, for the principal {@code service} that somebody wanted a ticket to. A name of
   * one component is a user's, and others stay as they are.
   */
  String ofService(String service) {
    return parse(service).filter(name -> !name.hasComponents()).isPresent() ? of(service) : service;
  }

  private static Optional<ClientName> parse(String client) {
    try {
      return Optional.of(ClientName.parse(client));
    } catch (KerberosSyntaxException e) {
      return Optional.empty();
    }
  }

  private String hash(String client) {
    try {
      Mac mac = Mac.getInstance(KEYED_HASH);
      mac.init(key);
      byte[] hash = mac.doFinal(client.getBytes(StandardCharsets.UTF_8));
      return HexFormat.of().formatHex(hash, 0, HASH_OCTETS);
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("every Java has " + KEYED_HASH, e);
    }
  }
}
