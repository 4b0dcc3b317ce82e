package org.kxover.base;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class AddressTextTest {
  @ParameterizedTest
  @CsvSource({
    "192.0.2.1, 192.0.2.1",
    "::, ::",
    "::1, ::1",
    "2001:db8:0:0:0:0:0:1, 2001:db8::1",
    "2001:DB8::A, 2001:db8::a",
    "2001:0db8::0001, 2001:db8::1",
    // RFC 5952 section 4.2.2.
    "2001:db8:0:1:1:1:1:1, 2001:db8:0:1:1:1:1:1",
    // RFC 5952 section 4.2.3: the longest run, and of two the first.
    "2001:0:0:1:0:0:0:1, 2001:0:0:1::1",
    "2001:db8:0:0:1:0:0:1, 2001:db8::1:0:0:1",
    "fe80::, fe80::",
    "1:2:3:4:5:6:0:0, 1:2:3:4:5:6::",
  })
  void isThatOfRfc5952(String given, String expected) throws Exception {
    assertEquals(expected, AddressText.of(InetAddress.getByName(given)));
  }

  @Test
  void aPortIsSetApart() throws Exception {
    assertEquals("192.0.2.1:53", AddressText.of(new InetSocketAddress("192.0.2.1", 53)));
    assertEquals("[2001:db8::1]:53", AddressText.of(InetAddress.getByName("2001:db8::1"), 53));
  }

  @Test
  void aZoneIsKept() throws Exception {
    InetAddress loopback = InetAddress.getByName("fe80::1%1");
    assertEquals(
        "fe80::1%" + loopback.getHostAddress().replaceAll(".*%", ""), AddressText.of(loopback));
  }
}
