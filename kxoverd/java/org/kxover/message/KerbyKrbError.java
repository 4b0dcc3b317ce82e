package org.kxover.message;

import java.io.IOException;
import java.util.List;
import org.apache.kerby.kerberos.kerb.type.base.NameType;
import org.apache.kerby.kerberos.kerb.type.base.PrincipalName;

/**
 * Writes a {@link KrbError} with Apache Kerby.
 *
 * <p>Kerby is not used for reading: its decoder accepts BER, trailing octets and missing fields,
 * and changes unknown error codes to 60. See {@link KrbError#parseFrom}.
 */
final class KerbyKrbError extends org.apache.kerby.kerberos.kerb.type.base.KrbError {
  KerbyKrbError(KrbError error) {
    String realm = error.realm().name();
    setFieldAsTime(KrbErrorField.STIME, error.serverTime().instant().toEpochMilli());
    setSusec(0);
    // Not setErrorCode(), because its enum does not have every Int32.
    setFieldAsInt(KrbErrorField.ERROR_CODE, error.errorCode());
    setRealm(realm);
    PrincipalName sname = new PrincipalName();
    sname.setNameType(NameType.NT_SRV_INST);
    sname.setNameStrings(List.of("krbtgt", realm));
    setSname(sname);
    if (!error.text().isEmpty()) {
      setEtext(error.text());
    }
  }

  byte[] toDer() {
    try {
      return encode();
    } catch (IOException e) {
      throw new IllegalStateException("writing to memory failed", e);
    }
  }
}
