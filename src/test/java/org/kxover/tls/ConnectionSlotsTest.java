package org.kxover.tls;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.kxover.tls.ConnectionSlots.Grant;
import org.kxover.tls.ConnectionSlots.Result;
import org.kxover.tls.ConnectionSlots.Slot;

class ConnectionSlotsTest {
  private static final long SECOND = TimeUnit.SECONDS.toNanos(1);

  private final List<String> dropped = new ArrayList<>();
  private long now = 7;

  private ConnectionSlots slots(int maxTotal, int maxNetwork) {
    return new ConnectionSlots(maxTotal, maxNetwork, () -> now);
  }

  private static Result acquire(ConnectionSlots slots, String address) throws UnknownHostException {
    Result result = slots.acquire(InetAddress.getByName(address));
    result.dropped().ifPresent(Runnable::run);
    assertEquals(result.grant() == Grant.GRANTED, result.slot().isPresent());
    return result;
  }

  private static Grant grant(ConnectionSlots slots, String address) throws UnknownHostException {
    return acquire(slots, address).grant();
  }

  /** A connection that waits for its peer, and whose end is noted. */
  private Slot silent(ConnectionSlots slots, String address) throws UnknownHostException {
    Slot slot = acquire(slots, address).slot().orElseThrow();
    slot.waitsForPeer(() -> dropped.add(address));
    return slot;
  }

  @Test
  void aNetworkIsAPrefixOf24Or56Bits() throws Exception {
    ConnectionSlots slots = slots(100, 1);

    assertEquals(Grant.GRANTED, grant(slots, "192.0.2.1"));
    assertEquals(Grant.NETWORK_FULL, grant(slots, "192.0.2.255"));
    assertEquals(Grant.NETWORK_FULL, grant(slots, "::ffff:192.0.2.7"));
    assertEquals(Grant.GRANTED, grant(slots, "192.0.3.1"));

    assertEquals(Grant.GRANTED, grant(slots, "2001:db8:0:100::1"));
    assertEquals(Grant.NETWORK_FULL, grant(slots, "2001:db8:0:1ff::1"));
    assertEquals(Grant.GRANTED, grant(slots, "2001:db8:0:200::1"));
    assertEquals(4, slots.open());
  }

  @Test
  void aReleasedSlotCanBeAcquiredAgain() throws Exception {
    ConnectionSlots slots = slots(2, 1);
    Slot first = acquire(slots, "192.0.2.1").slot().orElseThrow();
    assertEquals(Grant.NETWORK_FULL, grant(slots, "192.0.2.2"));
    first.release();
    Slot again = acquire(slots, "192.0.2.2").slot().orElseThrow();

    Slot other = acquire(slots, "198.51.100.1").slot().orElseThrow();
    assertEquals(Grant.FULL, grant(slots, "203.0.113.1"));
    other.release();
    Slot last = acquire(slots, "203.0.113.1").slot().orElseThrow();
    again.release();
    last.release();
    assertEquals(0, slots.open());
  }

  @Test
  void aboveHalfTheOldestUnfinishedConnectionMakesRoom() throws Exception {
    ConnectionSlots slots = slots(4, 4);
    Slot oldest = silent(slots, "192.0.2.1");
    silent(slots, "198.51.100.1");
    now += SECOND;
    assertEquals(List.of(), dropped, "half of the slots is for everybody");
    silent(slots, "203.0.113.1");
    assertEquals(List.of("192.0.2.1"), dropped);
    assertEquals(2, slots.open());
    assertFalse(oldest.isKept());
    oldest.release();
    assertEquals(2, slots.open(), "the slot was free already");
  }

  @Test
  void anHonestPeerHasASecondUntilAllSlotsAreInUse() throws Exception {
    ConnectionSlots slots = slots(4, 4);
    for (int i = 1; i <= 4; i++) {
      now++;
      silent(slots, "192.0." + i + ".1");
    }
    assertEquals(List.of(), dropped);
    silent(slots, "192.0.9.1");
    assertEquals(List.of("192.0.1.1"), dropped);
  }

  @Test
  void theNetworkWithTheMostUnfinishedConnectionsMakesRoomFirst() throws Exception {
    ConnectionSlots slots = slots(4, 4);
    Slot honest = silent(slots, "192.0.2.1");
    for (int i = 1; i <= 3; i++) {
      now++;
      silent(slots, "198.51.100." + i);
    }
    for (int i = 1; i <= 2; i++) {
      silent(slots, "203.0." + i + ".1");
    }
    assertEquals(List.of("198.51.100.1", "198.51.100.2"), dropped);
    assertTrue(honest.isKept());
  }

  @Test
  void whatIsFinishedOrWaitsForUsIsKept() throws Exception {
    ConnectionSlots slots = slots(2, 2);
    Slot first = silent(slots, "192.0.2.1");
    assertTrue(first.isKept());
    assertTrue(silent(slots, "192.0.3.1").isKept());
    now += 10 * SECOND;
    Result refused = acquire(slots, "192.0.4.1");
    assertEquals(Grant.FULL, refused.grant());
    assertEquals(Optional.empty(), refused.dropped());
    first.waitsForPeer(() -> dropped.add("again"));
    assertEquals(Grant.GRANTED, grant(slots, "192.0.4.1"));
    assertEquals(List.of("again"), dropped);
  }

  @Test
  void aFreshHandshakeIsKeptWhileAnotherHasWaitedForASecond() throws Exception {
    ConnectionSlots slots = slots(4, 4);
    silent(slots, "192.0.2.1");
    List<Slot> working = new ArrayList<>();
    for (int i = 1; i <= 3; i++) {
      working.add(silent(slots, "198.51.100." + i));
    }
    now += SECOND;
    for (Slot slot : working) {
      assertTrue(slot.isKept());
      slot.waitsForPeer(() -> dropped.add("a fresh one"));
    }
    silent(slots, "203.0.113.1");
    assertEquals(List.of("192.0.2.1"), dropped);
    silent(slots, "203.0.113.2");
    assertEquals(List.of("192.0.2.1", "a fresh one"), dropped, "there is no other");
  }

  @Test
  void inAFullNetworkItsOldestMakesRoomAfterASecond() throws Exception {
    ConnectionSlots slots = slots(8, 2);
    silent(slots, "198.51.100.1");
    Slot first = silent(slots, "192.0.2.1");
    now += SECOND - 1;
    Slot second = silent(slots, "192.0.2.2");
    assertEquals(Grant.NETWORK_FULL, grant(slots, "192.0.2.3"), "an honest peer has a second");
    now++;
    assertEquals(List.of(), dropped);
    Slot third = silent(slots, "192.0.2.3");
    assertEquals(List.of("192.0.2.1"), dropped, "others of the network come in");
    assertFalse(first.isKept());
    assertEquals(Grant.NETWORK_FULL, grant(slots, "192.0.2.4"));
    assertTrue(second.isKept() && third.isKept());
    now += 10 * SECOND;
    assertEquals(Grant.NETWORK_FULL, grant(slots, "192.0.2.4"), "both have their session");
    assertEquals(List.of("192.0.2.1"), dropped);
    assertEquals(3, slots.open());
  }
}
