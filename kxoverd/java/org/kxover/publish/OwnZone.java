package org.kxover.publish;

import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.kxover.publish.ServerView.RecordSet;
import org.xbill.DNS.Name;
import org.xbill.DNS.Record;

/**
 * A zone, and our records in it.
 *
 * @param wanted what its servers should have
 * @param former records of ours that its servers should not have
 */
public record OwnZone(Name name, List<OwnRecord> wanted, List<OwnRecord> former) {
  /**
   * Groups our records by zone.
   *
   * @param wanted what DNS should have
   * @param known records that are ours; those that are not wanted are to be removed
   * @throws IOException if the zone of a record cannot be found
   */
  public static List<OwnZone> group(
      List<OwnRecord> wanted, List<OwnRecord> known, ZoneFinder finder) throws IOException {
    Map<Name, OwnZone> zones = new LinkedHashMap<>();
    for (OwnRecord record : wanted) {
      in(finder.zoneOf(record.name()), zones).wanted().add(record);
    }
    for (OwnRecord record : known) {
      if (!wanted.contains(record)) {
        in(finder.zoneOf(record.name()), zones).former().add(record);
      }
    }
    return zones.values().stream()
        .map(
            zone ->
                new OwnZone(zone.name(), List.copyOf(zone.wanted()), List.copyOf(zone.former())))
        .toList();
  }

  private static OwnZone in(Name zone, Map<Name, OwnZone> zones) {
    return zones.computeIfAbsent(
        zone, name -> new OwnZone(name, new ArrayList<>(), new ArrayList<>()));
  }

  /** Asks each server of the zone. */
  public List<ServerView> views(ZoneServers servers) throws IOException {
    List<ServerView> views = new ArrayList<>();
    for (ZoneServer server : servers.of(name)) {
      try {
        views.add(view(server));
      } catch (IOException e) {
        views.add(ServerView.failed(server.toString(), e.getMessage()));
      }
    }
    return views;
  }

  private ServerView view(ZoneServer server) throws IOException {
    Set<RecordSet> sets = new LinkedHashSet<>();
    wanted.forEach(record -> sets.add(RecordSet.of(record)));
    former.forEach(record -> sets.add(RecordSet.of(record)));
    List<OwnRecord> missing = new ArrayList<>(wanted);
    List<OwnRecord> outdated = new ArrayList<>();
    List<OwnRecord> others = new ArrayList<>();
    Map<RecordSet, Long> ttls = new HashMap<>();
    long longest = server.negativeTtl();
    for (RecordSet set : sets) {
      for (Record served : server.records(set.name(), set.type())) {
        ttls.put(set, served.getTTL());
        longest = Math.max(longest, served.getTTL());
        if (find(served, wanted).isPresent()) {
          missing.remove(find(served, wanted).get());
        } else {
          find(served, former)
              .ifPresentOrElse(outdated::add, () -> others.add(OwnRecord.of(served)));
        }
      }
    }
    return new ServerView(
        server.toString(), missing, outdated, others, ttls, longest, Optional.empty());
  }

  private static Optional<OwnRecord> find(Record served, List<OwnRecord> among) throws IOException {
    for (OwnRecord record : among) {
      if (record.isSaidBy(served)) {
        return Optional.of(record);
      }
    }
    return Optional.empty();
  }
}
