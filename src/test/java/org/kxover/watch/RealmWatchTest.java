package org.kxover.watch;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import ch.qos.logback.classic.Level;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.kxover.config.TestSettings;
import org.kxover.crossing.FakeDns;
import org.kxover.crossing.RealmIdentity;
import org.kxover.dane.TrustRoots;
import org.kxover.discovery.PeerTrust;
import org.kxover.dns.DnsOutcome;
import org.kxover.kdb.StoreException;
import org.kxover.kerberos.Realm;
import org.kxover.lab.CapturedLog;
import org.kxover.tls.TlsCredential;
import org.xbill.DNS.Type;

class RealmWatchTest {
  private static final Realm A = new Realm("A.EXAMPLE");

  @TempDir Path folder;

  private final FakeDns dns = new FakeDns();
  private final AtomicLong nanos = new AtomicLong();
  private final DatabaseWrites writes = new DatabaseWrites(nanos::get);
  private final List<String> tries = new ArrayList<>();
  private Optional<String> failure = Optional.empty();

  private RealmWatch watch() throws Exception {
    TlsCredential credential = RealmIdentity.credential(folder, A, "kx.a.example");
    RealmIdentity.publish(dns, "a.example", 4088, credential);
    dns.secure("_kerberos.a.example", Type.TXT, 300, "\"A.EXAMPLE\"");
    PeerTrust trust = new PeerTrust(TrustRoots.none(), TrustRoots.none(), Clock.systemUTC());
    return new RealmWatch(
        A,
        new OwnRecordsLook(TestSettings.of(A), 4088, credential.chainDer(), trust, dns),
        writes,
        this::tryToWrite);
  }

  /** As a measured store does. */
  private void tryToWrite() throws StoreException {
    tries.add("try");
    if (failure.isPresent()) {
      StoreException e = new StoreException(StoreException.Reason.FAILED, failure.get());
      writes.failed(e.reason());
      throw e;
    }
    writes.succeeded();
  }

  @Test
  void aChangeOfTheRecordsIsLoggedOnce() throws Exception {
    RealmWatch watch = watch();
    try (CapturedLog log = new CapturedLog(Level.INFO)) {
      assertEquals(Duration.ofMinutes(1), watch.round());
      assertEquals(true, watch.ownRecords().orElseThrow().isUsable(OwnRecord.SRV));
      watch.round();
      dns.ends("_kerberos.a.example", Type.TXT, DnsOutcome.BOGUS);
      assertEquals(Duration.ofMinutes(1), watch.round(), "an answer that proves nothing");
      watch.round();
      dns.secure("_kerberos.a.example", Type.TXT, 7, "\"A.EXAMPLE\"");
      assertEquals(Duration.ofSeconds(7), watch.round(), "its TTL");
      dns.secure("_kerberos.a.example", Type.TXT, 1, "\"A.EXAMPLE\"");
      assertEquals(Duration.ofSeconds(5), watch.round(), "no more often than this");
      assertEquals(
          List.of(
              "other realms can use our records of A.EXAMPLE in DNS",
              "other realms cannot use our records of A.EXAMPLE in DNS: TXT: bogus, "
                  + FakeDns.REASON,
              "other realms can use our records of A.EXAMPLE in DNS"),
          log.messages().stream().filter(line -> line.contains("our records")).toList());
    }
  }

  /** A short TTL makes rounds of five seconds, and each try writes to the database. */
  @Test
  void theDatabaseIsTriedOnceAMinuteAtMost() throws Exception {
    RealmWatch watch = watch();
    failure = Optional.of("the disk is full");
    dns.secure("_kerberos.a.example", Type.TXT, 5, "\"A.EXAMPLE\"");
    for (int i = 0; i <= 24; i++) {
      assertEquals(Duration.ofSeconds(5), watch.round());
    }
    assertEquals(2, tries.size());
  }

  @Test
  void afterAnErrorOfOursNothingIsKnownOfTheRecords() throws Exception {
    RealmWatch watch = watch();
    watch.round();
    dns.breaks("_kerberos.a.example", Type.TXT);
    assertThrows(IllegalStateException.class, watch::round);
    assertEquals(Optional.empty(), watch.ownRecords());
  }

  @Test
  void theDatabaseIsTriedOnceAnHourAndInEachRoundAfterAFailure() throws Exception {
    RealmWatch watch = watch();
    try (CapturedLog log = new CapturedLog(Level.INFO)) {
      watch.round();
      assertEquals(0, tries.size(), "others write at the start");
      watch.round();
      watch.round();
      assertEquals(1, tries.size());
      failure = Optional.of("the disk is full");
      nanos.addAndGet(TimeUnit.HOURS.toNanos(1));
      watch.round();
      watch.round();
      assertEquals(3, tries.size());
      failure = Optional.empty();
      watch.round();
      watch.round();
      assertEquals(4, tries.size());
      assertEquals(
          List.of(
              "the database of A.EXAMPLE takes no change now: the disk is full",
              "the database of A.EXAMPLE takes changes again"),
          log.messages().stream().filter(line -> line.contains("the database of")).toList());
    }
  }
}
