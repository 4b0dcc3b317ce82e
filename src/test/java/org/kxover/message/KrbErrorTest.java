package org.kxover.message;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.List;
import org.apache.kerby.kerberos.kerb.KrbErrorCode;
import org.apache.kerby.kerberos.kerb.type.base.NameType;
import org.apache.kerby.kerberos.kerb.type.base.PrincipalName;
import org.junit.jupiter.api.Test;
import org.kxover.kerberos.KerberosTime;

class KrbErrorTest {
  private static final KrbError ERROR =
      new KrbError(ErrorCode.KDC_ERR_POLICY, "not with you", Samples.NOW, Samples.B);

  @Test
  void kerbyReadsIt() throws Exception {
    var kerby = new org.apache.kerby.kerberos.kerb.type.base.KrbError();
    kerby.decode(ERROR.encoded());
    assertEquals(5, kerby.getPvno());
    assertEquals(30, kerby.getMsgType().getValue());
    assertEquals(KrbErrorCode.KDC_ERR_POLICY, kerby.getErrorCode());
    assertEquals("not with you", kerby.getEtext());
    assertEquals(Samples.NOW.instant().toEpochMilli(), kerby.getStime().getTime());
    assertEquals(0, kerby.getSusec());
    assertEquals("B.EXAMPLE", kerby.getRealm());
    assertEquals(NameType.NT_SRV_INST, kerby.getSname().getNameType());
    assertEquals(List.of("krbtgt", "B.EXAMPLE"), kerby.getSname().getNameStrings());
  }

  @Test
  void readsFieldsThatWeDoNotWrite() throws Exception {
    var kerby = new org.apache.kerby.kerberos.kerb.type.base.KrbError();
    kerby.setCtime(new org.apache.kerby.kerberos.kerb.type.KerberosTime(0));
    kerby.setCusec(7);
    kerby.setStime(
        new org.apache.kerby.kerberos.kerb.type.KerberosTime(
            Samples.LATER.instant().toEpochMilli()));
    kerby.setSusec(999_999);
    kerby.setErrorCode(KrbErrorCode.KDC_ERR_S_PRINCIPAL_UNKNOWN);
    kerby.setCrealm("A.EXAMPLE");
    kerby.setCname(new PrincipalName(List.of("alice"), NameType.NT_PRINCIPAL));
    kerby.setRealm("B.EXAMPLE");
    kerby.setSname(new PrincipalName(List.of("HTTP", "www.b.example"), NameType.NT_SRV_HST));
    kerby.setEdata(new byte[] {1});
    assertEquals(
        new KrbError(ErrorCode.KDC_ERR_S_PRINCIPAL_UNKNOWN, "", Samples.LATER, Samples.B),
        KrbError.parseFrom(kerby.encode()));
  }

  @Test
  void keepsExtremeValues() throws Exception {
    for (int code : new int[] {Integer.MIN_VALUE, -1, 0, 127, 128, 255, 256, Integer.MAX_VALUE}) {
      KrbError error =
          new KrbError(code, " ~".repeat(128), Samples.time("99991231235959Z"), Samples.A);
      assertEquals(error, KrbError.parseFrom(error.encoded()));
    }
  }

  @Test
  void acceptsAnyText() throws Exception {
    KrbError error =
        new KrbError(60, "é\n\0\ud83d\ude00\"" + "x".repeat(1000), Samples.NOW, Samples.A);
    assertEquals("????\"" + "x".repeat(250), error.text());
    assertEquals(error, KrbError.parseFrom(error.encoded()));
    assertEquals("", new KrbError(60, "", Samples.NOW, Samples.A).text());
  }

  @Test
  void hasNoTimeBefore1970() throws Exception {
    KerberosTime first = Samples.time("19700101000000Z");
    KrbError error = new KrbError(60, "", first, Samples.A);
    assertEquals(error, KrbError.parseFrom(error.encoded()));
    KerberosTime before = Samples.time("19691231235959Z");
    assertThrows(IllegalArgumentException.class, () -> new KrbError(60, "", before, Samples.A));
  }
}
