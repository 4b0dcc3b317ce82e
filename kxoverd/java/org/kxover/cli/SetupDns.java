package org.kxover.cli;

import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;
import org.kxover.config.Settings;
import org.kxover.dns.Deadline;
import org.kxover.dns.TrustAnchorException;
import org.kxover.publish.Change;
import org.kxover.publish.OwnRecord;
import org.kxover.publish.OwnRecords;
import org.kxover.publish.OwnZone;
import org.kxover.publish.Publication;
import org.kxover.publish.PublishedList;
import org.kxover.publish.Publisher;
import org.kxover.publish.Publishers;
import org.kxover.publish.ServerView;
import org.kxover.publish.WorldView;

/** Publishes our records, or prints them where nothing here may change DNS. */
final class SetupDns {
  private static final int TTL = 3600;
  private static final Duration SERVERS = Duration.ofSeconds(30);
  private static final Duration LOOKUP = Duration.ofSeconds(20);
  private static final Duration POLL = Duration.ofSeconds(5);

  private final Settings settings;
  private final OwnDns dns;
  private final Publishers publishers;
  private final Resolver resolver;
  private final Clock clock;
  private final PrintWriter out;

  SetupDns(
      Settings settings,
      OwnDns dns,
      Publishers publishers,
      Resolver resolver,
      Clock clock,
      PrintWriter out) {
    this.settings = settings;
    this.dns = dns;
    this.publishers = publishers;
    this.resolver = resolver;
    this.clock = clock;
    this.out = out;
  }

  /** Makes the servers of each zone have our records, or says how to. */
  void publish() throws IOException {
    try (PublishedList list = PublishedList.open(dns.folder())) {
      for (OwnZone zone : dns.zones(list.records(), clock)) {
        publish(zone, list);
      }
    } catch (IOException e) {
      out.println("The records could not be published: " + Failures.words(e) + ".");
      out.println("Put these into their zones yourself:");
      DnsFormat.records(own().all(), own(), TTL).forEach(out::println);
    }
  }

  private OwnRecords own() throws IOException {
    return OwnRecords.of(settings, new KeyRecords(clock, true));
  }

  private void publish(OwnZone zone, PublishedList list) throws IOException {
    List<ServerView> views = dns.publication().views(zone);
    List<ServerView> answered = views.stream().filter(view -> view.failure().isEmpty()).toList();
    if (answered.isEmpty()) {
      throw new IOException("no server of the zone " + zone.name() + " answers");
    }
    if (answered.stream().allMatch(ServerView::isRight)) {
      out.println("The zone " + zone.name() + " has our records.");
      return;
    }
    List<Change> changes = Change.of(views, TTL);
    Publisher publisher;
    try {
      publisher = publishers.of(zone.name());
    } catch (IOException e) {
      out.println("Nothing here may change the zone " + zone.name() + ": " + e.getMessage() + ".");
      out.println("Put these records into it (for ways to let kxover do it, see kxover(8)):");
      changes.forEach(change -> out.println("  " + change));
      return;
    }
    Publication.publish(zone, changes, publisher, list);
    changes.forEach(out::println);
    List<ServerView> after = dns.publication().await(zone, SERVERS);
    after.forEach(view -> DnsDiffCommand.print(zone, view, out));
    if (after.stream().allMatch(ServerView::isRight)) {
      Publication.forget(zone, list);
    }
  }

  /**
   * Waits until secure DNS has all records.
   *
   * @return false if it has not by the end of the limit
   */
  boolean await(Duration limit) throws IOException, TrustAnchorException {
    Deadline end = Deadline.in(limit);
    List<OwnRecord> wanted = own().all();
    List<String> missing = missing(wanted);
    if (!missing.isEmpty() && !end.hasPassed()) {
      out.println(
          "Waiting up to "
              + limit.toSeconds()
              + " s till secure DNS has all records. A resolver remembers for a while that they were"
              + " not there.");
      out.flush();
    }
    while (!missing.isEmpty() && !end.hasPassed()) {
      pause();
      missing = missing(wanted);
    }
    missing.forEach(one -> out.println("  not in secure DNS: " + one));
    return missing.isEmpty();
  }

  /** With another resolver each time, as it remembers what is absent. */
  private List<String> missing(List<OwnRecord> wanted) throws IOException, TrustAnchorException {
    return WorldView.missing(wanted, resolver.of(settings), LOOKUP);
  }

  private static void pause() throws IOException {
    try {
      Thread.sleep(POLL.toMillis());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IOException("interrupted", e);
    }
  }

  /**
   * Removes from DNS what was published: everything, or what the settings no longer need.
   *
   * @param all true if no realm is left in the settings
   * @param file the settings file
   * @param shared true for a record that other KDCs need
   */
  void withdraw(boolean all, Path file, Predicate<OwnRecord> shared) throws IOException {
    try (PublishedList list = PublishedList.open(dns.folder())) {
      list.records().stream()
          .filter(shared)
          .forEach(record -> out.println("left in DNS, for other KDCs: " + record));
      List<OwnRecord> published = list.records().stream().filter(shared.negate()).toList();
      List<OwnZone> zones = all ? dns.withoutAny(published) : dns.zones(published, clock);
      for (OwnZone zone : zones) {
        List<Change> changes = new ArrayList<>(Change.of(dns.publication().views(zone), TTL));
        Publication.publish(zone, changes, publishers.of(zone.name()), list);
        changes.forEach(out::println);
        if (dns.publication().await(zone, SERVERS).stream().allMatch(ServerView::isRight)) {
          Publication.forget(zone, list);
        }
      }
    } catch (IOException e) {
      out.println(
          "The records could not be removed from DNS: "
              + Failures.words(e)
              + "; remove them yourself, those of the realms that "
              + file
              + " no longer has.");
    }
  }
}
