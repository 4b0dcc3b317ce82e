package org.kxover.tls;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.net.InetAddress;
import java.net.UnknownHostException;
import org.junit.jupiter.api.Test;
import org.kxover.tls.ConnectionSlots.Grant;

class ConnectionSlotsTest {
  private static Grant acquire(ConnectionSlots slots, String address) throws UnknownHostException {
    return slots.acquire(InetAddress.getByName(address));
  }

  @Test
  void aNetworkIsAPrefixOf24Or56Bits() throws Exception {
    ConnectionSlots slots = new ConnectionSlots(100, 1);

    assertEquals(Grant.GRANTED, acquire(slots, "192.0.2.1"));
    assertEquals(Grant.NETWORK_FULL, acquire(slots, "192.0.2.255"));
    assertEquals(Grant.NETWORK_FULL, acquire(slots, "::ffff:192.0.2.7"));
    assertEquals(Grant.GRANTED, acquire(slots, "192.0.3.1"));

    assertEquals(Grant.GRANTED, acquire(slots, "2001:db8:0:100::1"));
    assertEquals(Grant.NETWORK_FULL, acquire(slots, "2001:db8:0:1ff::1"));
    assertEquals(Grant.GRANTED, acquire(slots, "2001:db8:0:200::1"));
    assertEquals(4, slots.open());
  }

  @Test
  void aReleasedSlotCanBeAcquiredAgain() throws Exception {
    ConnectionSlots slots = new ConnectionSlots(2, 1);
    assertEquals(Grant.GRANTED, acquire(slots, "192.0.2.1"));
    assertEquals(Grant.NETWORK_FULL, acquire(slots, "192.0.2.2"));
    slots.release(InetAddress.getByName("192.0.2.1"));
    assertEquals(Grant.GRANTED, acquire(slots, "192.0.2.2"));

    assertEquals(Grant.GRANTED, acquire(slots, "198.51.100.1"));
    assertEquals(Grant.FULL, acquire(slots, "203.0.113.1"));
    slots.release(InetAddress.getByName("198.51.100.1"));
    assertEquals(Grant.GRANTED, acquire(slots, "203.0.113.1"));
    slots.release(InetAddress.getByName("192.0.2.2"));
    slots.release(InetAddress.getByName("203.0.113.1"));
    assertEquals(0, slots.open());
  }
}
