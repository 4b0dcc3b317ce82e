package org.kxover.kdb;

import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Arrays;
import java.util.List;
import java.util.OptionalInt;
import org.kxover.kerberos.EncryptionKey;
import org.kxover.kerberos.EncryptionType;
import org.kxover.kerberos.KerberosTime;
import org.kxover.kerberos.PrincipalName;

/**
 * A crossover key to store. It holds either the password from which the administration tools of
 * both realms derive the key, or the key of each encryption type itself.
 */
public final class CrossoverKey implements AutoCloseable {
  /** krb5 before 1.14 mishandles a greater kvno. */
  public static final int MAX_KVNO = 32767;

  static final int MIN_PASSWORD = 32;
  static final int MAX_PASSWORD = 128;

  // MIT krb5 stores times as unsigned 32-bit seconds.
  private static final KerberosTime LAST_TILL =
      new KerberosTime(Instant.ofEpochSecond(0xffffffffL));

  private final PrincipalName name;
  private final Role role;
  private final int kvno;
  private final byte[] password;
  private final List<EncryptionKey> keys;
  private final KeyValidity validity;
  private final Duration maxTicketLife;
  private volatile boolean closed;

  /**
   * A key that is made from a password. Keeps {@code password} without a copy: {@link #close()}
   * wipes the caller's array.
   *
   * @param name {@code krbtgt/SERVICE@CLIENT}, two realms
   * @param kvno 1 to {@link #MAX_KVNO}
   * @param password 32 to 128 characters of base64url (RFC 4648 section 5) in ASCII, no padding
   * @param etypes in ascending order of their numbers
   * @param maxTicketLife whole seconds; the longest life of a ticket under this key, see {@link
   *     #lastIssue}
   * @param priorKvno of the earlier key that was mixed into this key; empty if none was
   * @param made the present time
   * @throws IllegalArgumentException if an argument does not have the shape above
   */
  public CrossoverKey(
      PrincipalName name,
      Role role,
      int kvno,
      byte[] password,
      List<EncryptionType> etypes,
      KerberosTime from,
      KerberosTime till,
      Duration maxTicketLife,
      String peer,
      String namedGroup,
      OptionalInt priorKvno,
      KerberosTime made) {
    this(
        name,
        role,
        kvno,
        requireBase64Url(password),
        List.of(),
        new KeyValidity(from, till, etypes, peer, namedGroup, priorKvno).madeAt(made),
        maxTicketLife);
  }

  /**
   * A key that is made without a password. Keeps {@code keys} without a copy: {@link #close()}
   * closes them.
   *
   * @param keys one of each type, in ascending order of the types' numbers
   * @throws IllegalArgumentException as the constructor for a password
   */
  public CrossoverKey(
      PrincipalName name,
      Role role,
      int kvno,
      List<EncryptionKey> keys,
      KerberosTime from,
      KerberosTime till,
      Duration maxTicketLife,
      String peer,
      String namedGroup,
      OptionalInt priorKvno,
      KerberosTime made) {
    this(
        name,
        role,
        kvno,
        new byte[0],
        keys,
        new KeyValidity(
                from,
                till,
                keys.stream().map(EncryptionKey::type).toList(),
                peer,
                namedGroup,
                priorKvno)
            .madeAt(made),
        maxTicketLife);
  }

  private CrossoverKey(
      PrincipalName name,
      Role role,
      int kvno,
      byte[] password,
      List<EncryptionKey> keys,
      KeyValidity validity,
      Duration maxTicketLife) {
    this.name = CrossoverName.require(name);
    this.role = role;
    if (kvno < 1 || kvno > MAX_KVNO) {
      throw new IllegalArgumentException("kvno must be 1 to " + MAX_KVNO + ", not " + kvno);
    }
    this.kvno = kvno;
    this.password = password;
    this.keys = List.copyOf(keys);
    this.validity = validity;
    if (validity.till().isAfter(LAST_TILL)) {
      throw new IllegalArgumentException("till is later than a KDB can store: " + validity.till());
    }
    if (maxTicketLife.compareTo(Duration.ofSeconds(1)) < 0
        || !maxTicketLife.equals(maxTicketLife.truncatedTo(ChronoUnit.SECONDS))
        || validity.till().minus(maxTicketLife).isBefore(validity.from())) {
      throw new IllegalArgumentException(
          "the ticket life must be whole seconds, and fit between from and till");
    }
    this.maxTicketLife = maxTicketLife;
  }

  /** A key that is made when its use begins. */
  public CrossoverKey(
      PrincipalName name,
      Role role,
      int kvno,
      byte[] password,
      List<EncryptionType> etypes,
      KerberosTime from,
      KerberosTime till,
      Duration maxTicketLife,
      String peer,
      String namedGroup,
      OptionalInt priorKvno) {
    this(
        name,
        role,
        kvno,
        password,
        etypes,
        from,
        till,
        maxTicketLife,
        peer,
        namedGroup,
        priorKvno,
        from);
  }

  private static byte[] requireBase64Url(byte[] password) {
    if (password.length < MIN_PASSWORD || password.length > MAX_PASSWORD) {
      throw new IllegalArgumentException(
          "a password must have " + MIN_PASSWORD + " to " + MAX_PASSWORD + " characters");
    }
    for (byte b : password) {
      boolean letterOrDigit =
          (b >= 'A' && b <= 'Z') || (b >= 'a' && b <= 'z') || (b >= '0' && b <= '9');
      if (!letterOrDigit && b != '-' && b != '_') {
        throw new IllegalArgumentException("a password must be base64url (RFC 4648 section 5)");
      }
    }
    return password;
  }

  public PrincipalName name() {
    return name;
  }

  public Role role() {
    return role;
  }

  public int kvno() {
    return kvno;
  }

  public List<EncryptionType> etypes() {
    return validity.etypes();
  }

  public KerberosTime from() {
    return validity.from();
  }

  public KerberosTime till() {
    return validity.till();
  }

  public Duration maxTicketLife() {
    return maxTicketLife;
  }

  /** The last second in which a KDC may issue a ticket under this key. */
  public KerberosTime lastIssue() {
    return validity.lastIssue(maxTicketLife);
  }

  public String peer() {
    return validity.peer();
  }

  public String namedGroup() {
    return validity.namedGroup();
  }

  public KeyValidity validity() {
    return validity;
  }

  /** True if it is made from a password, and false if it has the key of each encryption type. */
  public boolean isPassword() {
    return keys.isEmpty();
  }

  /**
   * The password itself, not a copy.
   *
   * @throws IllegalStateException if there is none, or after {@link #close()}
   */
  public byte[] password() {
    if (closed || !isPassword()) {
      throw new IllegalStateException(
          closed ? "the crossover key is closed" : "the crossover key has no password");
    }
    return password;
  }

  /**
   * The keys themselves, not copies, in ascending order of their types' numbers; none if it is made
   * from a password.
   *
   * @throws IllegalStateException after {@link #close()}
   */
  public List<EncryptionKey> keys() {
    if (closed) {
      throw new IllegalStateException("the crossover key is closed");
    }
    return keys;
  }

  /** Wipes the password or the keys. */
  @Override
  public void close() {
    closed = true;
    Arrays.fill(password, (byte) 0);
    keys.forEach(EncryptionKey::close);
  }

  /** Without the password and the keys. */
  @Override
  public String toString() {
    return "CrossoverKey[" + name + ", " + role + ", kvno " + kvno + ", " + validity + "]";
  }
}
