package org.kxover.kdb;

import java.time.Duration;
import java.util.List;
import java.util.OptionalInt;
import java.util.TreeSet;
import java.util.regex.Pattern;
import org.kxover.kerberos.EncryptionType;
import org.kxover.kerberos.KerberosTime;

/**
 * What the two daemons agreed about one key.
 *
 * @param from the first second of its use
 * @param till the end of its use: no ticket under the key outlives it
 * @param etypes its encryption types, in ascending order of their numbers, without duplicates
 * @param peer the other realm's daemon, {@code host:port}
 * @param namedGroup the TLS group of the handshake that made it, such as {@code X25519MLKEM768}
 * @param priorKvno of the earlier key that was mixed in; empty if none was
 * @param confirmed true if the realm of the users has shown that it has the key
 * @param made when our daemon wrote it; not after {@code from}, which is later where the other
 *     realm's clock is ahead
 */
public record KeyValidity(
    KerberosTime from,
    KerberosTime till,
    List<EncryptionType> etypes,
    String peer,
    String namedGroup,
    OptionalInt priorKvno,
    boolean confirmed,
    KerberosTime made) {

  /**
   * The last ticket under a key ends this long before the key's {@code till}. The realm of the
   * services removes the key at its {@code till}, by a clock that may be ahead of ours.
   */
  public static final Duration MARGIN = Duration.ofSeconds(10);

  // Excludes quotes, backslashes and control characters: the value becomes part of a kadmin
  // request.
  private static final Pattern PEER =
      Pattern.compile("[A-Za-z0-9_]([A-Za-z0-9._-]{0,251}[A-Za-z0-9_])?:[1-9][0-9]{0,4}");
  private static final Pattern NAMED_GROUP = Pattern.compile("[A-Za-z0-9_]{1,32}");
  private static final int MAX_PORT = 65535;

  /**
   * @throws IllegalArgumentException if {@code from} is not before {@code till} or is before {@code
   *     made}, the etypes are empty or not ascending, the kvno is out of range, or a text has the
   *     wrong shape
   */
  public KeyValidity {
    etypes = List.copyOf(etypes);
    if (!from.isBefore(till)) {
      throw new IllegalArgumentException("a key's from must be before its till");
    }
    if (made.isAfter(from)) {
      throw new IllegalArgumentException("a key's made must not be after its from");
    }
    if (etypes.isEmpty() || !etypes.equals(List.copyOf(new TreeSet<>(etypes)))) {
      throw new IllegalArgumentException(
          "etypes must be one or more, ascending, without duplicates");
    }
    if (!PEER.matcher(peer).matches()
        || Integer.parseInt(peer.substring(peer.indexOf(':') + 1)) > MAX_PORT) {
      throw new IllegalArgumentException("peer must be host:port");
    }
    if (!NAMED_GROUP.matcher(namedGroup).matches()) {
      throw new IllegalArgumentException(
          "a named group must be 1 to 32 letters, digits, underscores");
    }
    if (priorKvno.isPresent()
        && (priorKvno.getAsInt() < 1 || priorKvno.getAsInt() > CrossoverKey.MAX_KVNO)) {
      throw new IllegalArgumentException("a kvno must be 1 to " + CrossoverKey.MAX_KVNO);
    }
  }

  /** The validity of an unconfirmed key that was made when its use began. */
  public KeyValidity(
      KerberosTime from,
      KerberosTime till,
      List<EncryptionType> etypes,
      String peer,
      String namedGroup,
      OptionalInt priorKvno) {
    this(from, till, etypes, peer, namedGroup, priorKvno, false, from);
  }

  /** The validity of an unconfirmed key without a prior key. */
  public KeyValidity(
      KerberosTime from,
      KerberosTime till,
      List<EncryptionType> etypes,
      String peer,
      String namedGroup) {
    this(from, till, etypes, peer, namedGroup, OptionalInt.empty());
  }

  /**
   * The last second in which the KDC of the users may issue a ticket under the key.
   *
   * @param maxTicketLife of a ticket under the key
   */
  public KerberosTime lastIssue(Duration maxTicketLife) {
    return till.minus(maxTicketLife).minus(MARGIN);
  }

  /** A copy with this end. */
  public KeyValidity endingAt(KerberosTime end) {
    return new KeyValidity(from, end, etypes, peer, namedGroup, priorKvno, confirmed, made);
  }

  /** A copy that is confirmed. */
  public KeyValidity withConfirmation() {
    return new KeyValidity(from, till, etypes, peer, namedGroup, priorKvno, true, made);
  }

  /** A copy that was made at this time, if that is before {@code from}. */
  public KeyValidity madeAt(KerberosTime time) {
    return new KeyValidity(
        from,
        till,
        etypes,
        peer,
        namedGroup,
        priorKvno,
        confirmed,
        time.isBefore(from) ? time : from);
  }
}
