package org.kxover.discovery;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.kxover.kerberos.Realm;

/** Which records are prefetched, and that prefetched records decide nothing. */
@Timeout(60)
class DnsPrefetchTest {
  private static final Duration TIME = Duration.ofSeconds(30);
  private static final Realm REALM = new Realm("B.EXAMPLE");
  private static final String TEXT = "_kerberos.www.b.example TXT";
  private static final String SPELLING = "_kerberos.b.example TXT";
  private static final String KEY = "b.example DNSKEY";
  private static final String SERVERS = "_kerberos-tls._tcp.b.example SRV";
  private static final String SERVER = "_4088._tcp.kx.b.example TLSA";

  private final ScriptedDns dns = new ScriptedDns();
  private final Discovery discovery = new Discovery(dns, new Random(1));
  private final CountDownLatch held = new CountDownLatch(1);

  /** Runs {@code work} in a thread, and releases the held query when {@code waited} is true. */
  private <T> T meanwhile(Callable<T> work, BooleanSupplier waited) throws Exception {
    CompletableFuture<T> done = new CompletableFuture<>();
    Thread thread =
        new Thread(
            () -> {
              try {
                done.complete(work.call());
              } catch (Exception e) {
                done.completeExceptionally(e);
              }
            });
    thread.start();
    while (!waited.getAsBoolean()) {
      TimeUnit.MILLISECONDS.sleep(2);
    }
    assertFalse(done.isDone());
    held.countDown();
    return done.get(TIME.toSeconds(), TimeUnit.SECONDS);
  }

  @Test
  void theServersOfTheDomainAboveAHost() throws Exception {
    dns.secure("_kerberos.www.b.example 60 TXT \"C.EXAMPLE\"").delayed(TEXT, held);
    HostRealm found =
        meanwhile(
            () -> discovery.realmOf("www.b.example", REALM::equals, TIME),
            () -> dns.asked().containsAll(List.of(KEY, SERVERS)));
    assertEquals(new Realm("C.EXAMPLE"), found.realm(), "the prefetched realm is not used");
  }

  @Test
  void theServersOfAClaimedRealmAndTheOneThatItsCertificateNames() throws Exception {
    dns.secure("_kerberos.b.example 60 TXT \"B.EXAMPLE\"").delayed(SPELLING, held);
    dns.secure("_kerberos-tls._tcp.b.example 60 SRV 0 0 749 other.b.example.");
    dns.secure("_749._tcp.other.b.example 60 TLSA 3 1 1 ab12");
    dns.secure("_4088._tcp.kx.b.example 60 TLSA 3 1 1 cd34");
    RealmPeers found =
        meanwhile(
            () -> discovery.peersOfClaimed(REALM, List.of("*.b.example", "kx.b.example"), TIME),
            () -> dns.asked().containsAll(List.of(KEY, SERVERS, SERVER)));
    List<Peer> peers = RealmPeersTest.all(found);
    assertEquals(List.of("other.b.example"), peers.stream().map(Peer::host).toList());
  }

  @Test
  void noServerOfAnotherDomain() throws Exception {
    dns.secure("_kerberos.b.example 60 TXT \"B.EXAMPLE\"");
    discoveryOfClaimedFails(List.of("kx.c.example", "b.example", "kxb.example"));
    assertTrue(dns.asked().stream().noneMatch(question -> question.endsWith(" TLSA")));
  }

  private void discoveryOfClaimedFails(List<String> hosts) {
    assertThrows(
        DiscoveryException.class, () -> discovery.peersOfClaimed(REALM, hosts, TIME).next());
  }

  @Test
  void theAddressesOfTheFirstServer() throws Exception {
    dns.secure("_kerberos-tls._tcp.b.example 60 SRV 0 0 4088 kx.b.example.");
    dns.secure("_4088._tcp.kx.b.example 60 TLSA 3 1 1 ab12").delayed(SERVER, held);
    RealmPeers peers = discovery.peersOf(REALM, TIME);
    Peer peer =
        meanwhile(() -> peers.next().orElseThrow(), () -> dns.located().contains("kx.b.example"));
    assertEquals(1, discovery.addressesOf(peers, peer, TIME).size());
    assertEquals(List.of("kx.b.example"), dns.located(), "once");
    assertEquals(1, discovery.addressesOf(peers, peer, TIME).size());
    assertEquals(2, dns.located().size(), "looked up again, as the first answer may be old");
  }

  @Test
  void anAddressThatWasNotFoundAheadIsAskedForAgain() throws Exception {
    dns.secure("_kerberos-tls._tcp.b.example 60 SRV 0 0 4088 kx.b.example.");
    dns.secure("_4088._tcp.kx.b.example 60 TLSA 3 1 1 ab12").withoutAddress(1);
    RealmPeers peers = discovery.peersOf(REALM, TIME);
    Peer peer = peers.next().orElseThrow();
    assertEquals(1, discovery.addressesOf(peers, peer, TIME).size());
    assertEquals(2, dns.located().size());
  }

  @Test
  void nothingThatIsNeverLookedUp() {
    NeverLookedUp never = new NeverLookedUp(Set.of("b.example"));
    Discovery restricted = new Discovery(dns, new Random(1), never);
    assertThrows(
        DiscoveryException.class, () -> restricted.realmOf("www.b.example", realm -> true, TIME));
    assertThrows(
        DiscoveryException.class,
        () -> restricted.peersOfClaimed(REALM, List.of("kx.b.example"), TIME));
    assertEquals(List.of(), dns.asked());
  }

  @Test
  void nothingForAHostThatIsNeverLookedUp() {
    NeverLookedUp never = new NeverLookedUp(Set.of("www.b.example"));
    Discovery restricted = new Discovery(dns, new Random(1), never);
    assertThrows(
        DiscoveryException.class, () -> restricted.realmOf("www.b.example", realm -> true, TIME));
    assertEquals(List.of(), dns.asked());
  }

  @Test
  void noAddressThatIsNeverLookedUp() throws Exception {
    dns.secure("_kerberos-tls._tcp.b.example 60 SRV 0 0 4088 kx.c.example.");
    Discovery restricted =
        new Discovery(dns, new Random(1), new NeverLookedUp(Set.of("c.example")));
    assertThrows(DiscoveryException.class, () -> restricted.peersOf(REALM, TIME).next());
    assertEquals(List.of(), dns.located());
  }

  @Test
  void noServersOfARealmThatIsNotWanted() throws Exception {
    dns.secure("_kerberos.www.b.example 60 TXT \"B.EXAMPLE\"");
    discovery.realmOf("www.b.example", realm -> !realm.equals(REALM), TIME);
    assertEquals(List.of(TEXT), dns.asked());
  }

  @Test
  void noServersOfATopLevelDomain() throws Exception {
    dns.secure("_kerberos.www.example 60 TXT \"B.EXAMPLE\"");
    discovery.realmOf("www.example", realm -> true, TIME);
    assertEquals(List.of("_kerberos.www.example TXT"), dns.asked());
  }
}
