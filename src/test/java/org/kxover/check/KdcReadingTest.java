package org.kxover.check;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class KdcReadingTest {
  @Test
  void everyLineIsRead() throws Exception {
    KdcReading reading =
        KdcReading.parse(
            """
            permitted 18 17
            settings
            socket /run/kxover/kdc.sock
            guard observe
            loads hostrealm /lib/kxover.so
            fails kdcpolicy /lib/guard.so: /lib/guard.so: No such file or directory
            closed /etc/krb5.conf
            end
            """);
    assertEquals(Set.of(18, 17), reading.permitted());
    assertTrue(reading.hasSettings());
    assertEquals(Optional.of(Path.of("/run/kxover/kdc.sock")), reading.socket());
    assertEquals(List.of("/etc/krb5.conf"), reading.closed());
    assertEquals(Optional.of("observe"), reading.guardMode());
    assertEquals("/lib/kxover.so", reading.plugin().get().path());
    assertEquals(Optional.empty(), reading.plugin().get().problem());
    assertEquals("/lib/guard.so", reading.guard().get().path());
    assertEquals(
        Optional.of("/lib/guard.so: No such file or directory"), reading.guard().get().problem());
  }

  @Test
  void aConfigurationWithoutKxoverIsRead() throws Exception {
    KdcReading reading = KdcReading.parse("permitted 18\nend\n");
    assertFalse(reading.hasSettings());
    assertEquals(Optional.empty(), reading.socket());
    assertEquals(Optional.empty(), reading.plugin());
    assertEquals(Optional.empty(), reading.guardMode());
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "permitted 18\n",
        "permitted 18\nend",
        "permitted x\nend\n",
        "nonsense\nend\n",
        "socket\nend\n",
        "guard\nend\n",
        "loads hostrealm\nend\n"
      })
  void anotherOutputIsRefused(String output) {
    assertThrows(IOException.class, () -> KdcReading.parse(output));
  }
}
