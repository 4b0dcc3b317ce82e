package org.kxover.message;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;

import java.lang.reflect.Field;
import org.apache.kerby.kerberos.kerb.KrbErrorCode;
import org.junit.jupiter.api.Test;

class ErrorCodeTest {
  @Test
  void everyConstantHasItsOwnName() throws Exception {
    for (Field constant : ErrorCode.class.getFields()) {
      assertEquals(constant.getName(), ErrorCode.name(constant.getInt(null)));
    }
    assertEquals("error 99", ErrorCode.name(99));
    assertEquals("error -1", ErrorCode.name(-1));
  }

  @Test
  void everyNumberHasTheNameInKerby() throws Exception {
    for (Field constant : ErrorCode.class.getFields()) {
      KrbErrorCode kerby = KrbErrorCode.fromValue(constant.getInt(null));
      assertNotEquals(KrbErrorCode.KDC_ERR_NONE, kerby);
      // Kerby omits the prefix of some names.
      String name = kerby.name();
      assertEquals(withoutPrefix(name), withoutPrefix(constant.getName()), constant.getName());
    }
  }

  private static String withoutPrefix(String name) {
    return name.replaceFirst("^(KDC_ERR_|KRB_AP_ERR_|KRB_ERR_)", "");
  }
}
