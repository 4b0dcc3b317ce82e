package org.kxover.exchange;

import java.util.List;
import java.util.OptionalInt;
import org.kxover.kerberos.EncryptionType;
import org.kxover.kerberos.KerberosTime;
import org.kxover.kerberos.PrincipalName;

/**
 * What both sides know after an exchange.
 *
 * @param crossover {@code krbtgt/SERVICE.REALM@CLIENT.REALM}
 * @param kvno of the new key, 1 to {@value #MAX_KVNO}
 * @param encryptionTypes of the new key, their numbers rising
 * @param from when it is in force
 * @param till when it is in force no longer
 * @param priorKvno of the key that was mixed in; empty where none was
 * @param namedGroup of the TLS session that made it
 * @param peer the other daemon's address and port, for logs
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
    CrossoverPassword password)
    implements AutoCloseable {

  /** Beyond this, releases of MIT krb5 before 1.14 lose the high bits. */
  public static final int MAX_KVNO = 32_767;

  public Agreement {
    encryptionTypes = List.copyOf(encryptionTypes);
  }

  @Override
  public void close() {
    password.close();
  }
}
