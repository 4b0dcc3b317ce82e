package org.kxover.publish;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.kxover.dns.Deadline;
import org.xbill.DNS.Type;

/** Compares our records with those of the zones' servers, and makes the servers have them. */
public final class Publication {
  private static final Duration POLL = Duration.ofMillis(500);

  private final ZoneServers servers;

  public Publication(ZoneServers servers) {
    this.servers = servers;
  }

  /** What each server of the zone has. */
  public List<ServerView> views(OwnZone zone) throws IOException {
    return zone.views(servers);
  }

  /**
   * Carries out the changes. What is added is in the list before it is in DNS: a crash in between
   * leaves no record that nobody knows.
   */
  public static void publish(
      OwnZone zone, List<Change> changes, Publisher publisher, PublishedList list)
      throws IOException {
    List<OwnRecord> ours = new ArrayList<>(records(changes, Change.Action.ADD));
    // A record of a key of ours is ours, whoever published it.
    zone.wanted().stream().filter(record -> record.type() == Type.TLSA).forEach(ours::add);
    list.change(ours, List.of());
    if (!changes.isEmpty()) {
      publisher.publish(zone.name(), changes);
    }
  }

  /** Forgets the records that every server of the zone has removed. */
  public static void forget(OwnZone zone, PublishedList list) throws IOException {
    list.change(List.of(), zone.former());
  }

  private static List<OwnRecord> records(List<Change> changes, Change.Action action) {
    return changes.stream()
        .filter(change -> change.action() == action)
        .map(Change::record)
        .toList();
  }

  /**
   * Asks the servers until all have what they should have.
   *
   * @return what they had last
   */
  public List<ServerView> await(OwnZone zone, Duration limit) throws IOException {
    Deadline deadline = Deadline.in(limit);
    List<ServerView> views = views(zone);
    while (!views.stream().allMatch(ServerView::isRight) && !deadline.hasPassed()) {
      try {
        Thread.sleep(POLL.toMillis());
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        throw new IOException("interrupted", e);
      }
      views = views(zone);
    }
    return views;
  }
}
