package org.kxover.lifecycle;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Instant;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.kxover.kdb.Role;
import org.kxover.kdb.StoredCrossover;
import org.kxover.kerberos.PrincipalName;
import org.kxover.kerberos.Realm;

/** A database with more crossovers than the cache has room for. */
class CrossoverCacheTest {
  private static final Instant NOW = Instant.parse("2026-11-23T12:00:00Z");
  private static final int COUNT = CrossoverCache.MAX_ENTRIES + 500;

  private final CrossoverCache cache = new CrossoverCache(new Random(1));

  private static PrincipalName name(int number) {
    return PrincipalName.crossover(new Realm("P" + number + ".EXAMPLE"), new Realm("A.EXAMPLE"));
  }

  private static Optional<StoredCrossover> stored(int number) {
    return Optional.of(
        new StoredCrossover(name(number), true, Optional.of(Role.CLIENT), 1, new TreeMap<>()));
  }

  private Set<PrincipalName> remembered() {
    return cache.entries().stream()
        .map(entry -> entry.crossover().name())
        .collect(Collectors.toSet());
  }

  private void pass() {
    for (int i = 0; i < COUNT; i++) {
      cache.updateIfRoom(name(i), stored(i), NOW);
    }
  }

  @Test
  void aPassDisplacesNothingAndAReadDoes() {
    cache.update(name(COUNT - 1), stored(COUNT - 1), NOW);
    assertFalse(cache.isFull());
    pass();
    assertEquals(CrossoverCache.MAX_ENTRIES, cache.entries().size());
    assertTrue(cache.isFull());
    assertTrue(remembered().contains(name(COUNT - 1)));
    assertFalse(remembered().contains(name(COUNT - 2)));
    cache.update(name(COUNT - 2), stored(COUNT - 2), NOW);
    assertTrue(remembered().contains(name(COUNT - 2)));
    assertEquals(CrossoverCache.MAX_ENTRIES, cache.entries().size());
  }

  @Test
  void allThatWereListedAreKnownAndADeletedOneNoLonger() {
    CrossoverCache.Listing listing = cache.beginListing();
    for (int i = 0; i < COUNT; i++) {
      listing.add(name(i));
      assertTrue(cache.has(name(i)), "during the listing");
    }
    assertEquals(Set.of(), listing.end());
    pass();
    for (int i = 0; i < COUNT; i++) {
      assertTrue(cache.has(name(i)));
    }
    assertFalse(cache.has(name(COUNT)));
    cache.update(name(3), Optional.empty(), NOW);
    assertFalse(cache.has(name(3)));
    cache.updateIfRoom(name(COUNT - 1), Optional.empty(), NOW);
    assertFalse(cache.has(name(COUNT - 1)));
    cache.updateIfRoom(name(COUNT - 1), stored(COUNT - 1), NOW);
    assertTrue(cache.has(name(COUNT - 1)));
  }

  @Test
  void aListingTellsWhatItLacks() {
    cache.update(name(1), stored(1), NOW);
    cache.update(name(2), stored(2), NOW);
    CrossoverCache.Listing listing = cache.beginListing();
    listing.add(name(1));
    assertEquals(Set.of(name(2)), listing.end());
  }

  /**
   * A pass through a large database lists it for an hour, and an administrator may list it, too.
   */
  @Test
  void whatIsWrittenDuringAListingIsKnownAfterItThoughAnotherEnds() {
    CrossoverCache.Listing first = cache.beginListing();
    cache.beginListing().end();
    cache.beginListing().close();
    cache.update(name(0), stored(0), NOW);
    for (int i = 1; i < COUNT; i++) {
      cache.update(name(i), stored(i), NOW);
    }
    assertFalse(remembered().contains(name(0)));
    first.end();
    assertTrue(cache.has(name(0)));
  }

  /** As when nothing reads them for a while. */
  @Test
  void changesAreBounded() {
    for (int i = 0; i < COUNT; i++) {
      cache.markChanged(name(i));
    }
    assertEquals(CrossoverCache.MAX_ENTRIES, cache.changed(COUNT).size());
  }
}
