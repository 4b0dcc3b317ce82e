package org.kxover.guard;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.kxover.config.GuardPolicy;
import org.kxover.config.GuardSettings;
import org.kxover.dns.DnsOutcome;
import org.xbill.DNS.Type;

/** Which KDCs the watch tries. */
class GuardedKdcsTest extends GuardWatchFixture {
  @Test
  void onlySecureRecordsNameKdcsAndTheLastOnesStayWhenDnsFails() throws Exception {
    kdcs.with(OWN, GRANTS, GUARD).with(OTHER, GRANTS, GRANTS);
    dns.ends("_kerberos._udp.b.example", Type.SRV, DnsOutcome.INSECURE);
    watch.round();
    assertEquals(Optional.empty(), state.objection(), "nobody knows who wrote these records");
    secondKdc();
    watch.round();
    assertRefused("kdc2.b.example");
    dns.ends("_kerberos._udp.b.example", Type.SRV, DnsOutcome.FAILED);
    watch.round();
    assertRefused("kdc2.b.example");
    dns.ends("_kerberos._udp.b.example", Type.SRV, DnsOutcome.ABSENT);
    watch.round();
    assertEquals(Optional.empty(), state.objection());
  }

  @ParameterizedTest
  @EnumSource(
      value = DnsOutcome.class,
      names = {"BOGUS", "INDETERMINATE", "FAILED", "COSTLY"})
  void whereDnsDoesNotSayWhichKdcsThereAreNobodyComesIn(DnsOutcome outcome) throws Exception {
    kdcs.with(OWN, GRANTS, GUARD).with(OTHER, GRANTS, GUARD);
    dns.ends("_kerberos._udp.b.example", Type.SRV, outcome);
    assertFalse(watch.round());
    assertRefused("KDC named by _kerberos._udp.b.example SRV is unknown");
    secondKdc();
    assertTrue(watch.round());
    assertEquals(Optional.empty(), state.objection());
    dns.ends("_kerberos._udp.b.example", Type.SRV, outcome);
    assertTrue(watch.round(), "the last known ones are tried");
    assertEquals(2, state.findings().size());
    assertEquals(Optional.empty(), state.objection());
  }

  @Test
  void aKdcWithoutAnAddressMayHaveNoGuard() throws Exception {
    kdcs.with(OWN, GRANTS, GUARD).with(OTHER, GRANTS, GRANTS);
    secondKdc();
    dns.noAddress("kdc2.b.example");
    assertFalse(watch.round());
    assertRefused("kdc2.b.example:89 is unknown", "its address is not known");
    secondKdc();
    watch.round();
    assertRefused("kdc2.b.example:89 (127.0.0.1) is unguarded");
    dns.noAddress("kdc2.b.example");
    watch.round();
    assertRefused("kdc2.b.example:89 (127.0.0.1) is unguarded");
    kdcs.with(OTHER, GRANTS, GUARD);
    watch.round();
    assertEquals(Optional.empty(), state.objection());
  }

  @Test
  void moreKdcsThanItTriesAreUnknown() throws Exception {
    List<InetSocketAddress> all = new ArrayList<>();
    for (int i = 0; i < RealmKdcs.MAX_KDCS; i++) {
      all.add(kdc(1000 + i));
      kdcs.with(all.get(i), GRANTS, GUARD);
    }
    begin(settings(GuardPolicy.REQUIRED).with(GuardSettings.GUARDED_KDCS, all));
    assertTrue(watch.round());
    assertEquals(Optional.empty(), state.objection());
    secondKdc();
    watch.round();
    assertRefused("KDC beyond the first 32 is unknown");
  }

  @Test
  void manySilentKdcsAreAskedAtOnce() throws Exception {
    int many = 16;
    List<InetSocketAddress> all = new ArrayList<>();
    for (int i = 0; i < many; i++) {
      all.add(kdc(1000 + i));
    }
    CountDownLatch asked = new CountDownLatch(many);
    AtomicInteger alone = new AtomicInteger();
    Kdc silent =
        (address, message, within) -> {
          asked.countDown();
          try {
            if (!asked.await(10, TimeUnit.SECONDS)) {
              alone.incrementAndGet();
            }
          } catch (InterruptedException e) {
            throw new IllegalStateException(e);
          }
          throw new IOException("silent");
        };
    begin(settings(GuardPolicy.REQUIRED).with(GuardSettings.GUARDED_KDCS, all), silent);
    assertFalse(watch.round());
    assertEquals(0, alone.get());
    assertEquals(many, state.findings().size());
    assertEquals("127.0.0.1:1000 (guarded_kdcs)", state.findings().get(0).kdc());
  }
}
