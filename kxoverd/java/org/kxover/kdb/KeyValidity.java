package org.kxover.kdb;

import java.util.List;
import java.util.OptionalInt;
import java.util.TreeSet;
import java.util.regex.Pattern;
import org.kxover.kerberos.EncryptionType;
import org.kxover.kerberos.KerberosTime;

/**
 * What was agreed about one key.
 *
 * @param from the first second of its use
 * @param till the end of its use: no ticket under it outlives this
 * @param etypes its encryption types, rising by number, each once
 * @param peer the daemon it was agreed with, {@code host:port}
 * @param namedGroup the TLS group of the handshake that made it, such as {@code X25519MLKEM768}
 * @param priorKvno of the key before it that was mixed in; empty where none was
 */
public record KeyValidity(
    KerberosTime from,
    KerberosTime till,
    List<EncryptionType> etypes,
    String peer,
    String namedGroup,
    OptionalInt priorKvno) {

  // What may stand in a quoted kadmin argument: no quote, no backslash, no control character.
  private static final Pattern PEER =
      Pattern.compile("[A-Za-z0-9_]([A-Za-z0-9._-]{0,251}[A-Za-z0-9_])?:[1-9][0-9]{0,4}");
  private static final Pattern NAMED_GROUP = Pattern.compile("[A-Za-z0-9_]{1,32}");
  private static final int MAX_PORT = 65535;

  /**
   * @throws IllegalArgumentException where the times are no interval, the etypes are none or not
   *     rising, a kvno is none, or the texts are not of their shape
   */
  public KeyValidity {
    etypes = List.copyOf(etypes);
    if (!from.isBefore(till)) {
      throw new IllegalArgumentException("a key's from must be before its till");
    }
    if (etypes.isEmpty() || !etypes.equals(List.copyOf(new TreeSet<>(etypes)))) {
      throw new IllegalArgumentException("a key has one or more etypes, rising, each once");
    }
    if (!PEER.matcher(peer).matches()
        || Integer.parseInt(peer.substring(peer.indexOf(':') + 1)) > MAX_PORT) {
      throw new IllegalArgumentException("a peer is written host:port");
    }
    if (!NAMED_GROUP.matcher(namedGroup).matches()) {
      throw new IllegalArgumentException("a named group is 1 to 32 letters, digits, underscores");
    }
    if (priorKvno.isPresent()
        && (priorKvno.getAsInt() < 1 || priorKvno.getAsInt() > CrossoverKey.MAX_KVNO)) {
      throw new IllegalArgumentException("a kvno is 1 to " + CrossoverKey.MAX_KVNO);
    }
  }

  /** Of a key into which none is mixed. */
  public KeyValidity(
      KerberosTime from,
      KerberosTime till,
      List<EncryptionType> etypes,
      String peer,
      String namedGroup) {
    this(from, till, etypes, peer, namedGroup, OptionalInt.empty());
  }

  /** The same, that ends then. */
  public KeyValidity endingAt(KerberosTime other) {
    return new KeyValidity(from, other, etypes, peer, namedGroup, priorKvno);
  }
}
