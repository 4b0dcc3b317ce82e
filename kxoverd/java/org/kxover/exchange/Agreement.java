package org.kxover.exchange;

import java.io.IOException;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import org.kxover.kerberos.EncryptionType;
import org.kxover.kerberos.KerberosTime;
import org.kxover.kerberos.PrincipalName;
import org.kxover.message.KxAck;

/**
 * The result of an exchange, equal on both sides except for {@code peer}.
 *
 * @param crossover {@code krbtgt/SERVICE.REALM@CLIENT.REALM}
 * @param kvno the kvno of the new key, 1 to {@value #MAX_KVNO}
 * @param encryptionTypes the types of the new key, in ascending order of numbers
 * @param from start of the key's lifetime
 * @param till end of the key's lifetime
 * @param priorKvno the kvno of the prior key that was mixed in; empty if there was none
 * @param namedGroup the group of the TLS session
 * @param peer address and port of the other daemon, for logs
 * @param material a password, or keys if both databases take keys
 * @param acknowledgement what the initiator sends after it has written the key; empty if one of the
 *     two does not want it
 */
public record Agreement(
    PrincipalName crossover,
    int kvno,
    List<EncryptionType> encryptionTypes,
    KerberosTime from,
    KerberosTime till,
    OptionalInt priorKvno,
    String namedGroup,
    String peer,
    KeyMaterial material,
    Optional<KxAck> acknowledgement)
    implements AutoCloseable {

  /** MIT krb5 before 1.14 loses the high bits of larger numbers. */
  public static final int MAX_KVNO = 32_767;

  public Agreement {
    encryptionTypes = List.copyOf(encryptionTypes);
  }

  /**
   * The password.
   *
   * @throws IllegalStateException if the keys are derived without one
   */
  public CrossoverPassword password() {
    if (material instanceof CrossoverPassword password) {
      return password;
    }
    throw new IllegalStateException("the keys are derived without a password");
  }

  /** True if the peer takes an acknowledgement. */
  public boolean isAcknowledged() {
    return acknowledgement.isPresent();
  }

  /**
   * Tells the peer that we have written the key, if it wants to know.
   *
   * @param session of the exchange
   */
  public void acknowledge(Session session) throws IOException {
    if (acknowledgement.isPresent()) {
      session.writeMessage(acknowledgement.get().encoded());
    }
  }

  @Override
  public void close() {
    material.close();
  }
}
