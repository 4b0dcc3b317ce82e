package org.kxover.cli;

import java.io.IOException;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import org.kxover.assembly.NetworkParts;
import org.kxover.config.CertificateSettings;
import org.kxover.config.ListenSettings;
import org.kxover.config.RealmSettings;
import org.kxover.publish.Change;
import org.kxover.publish.OwnRecord;
import org.kxover.publish.OwnRecords;
import org.kxover.publish.OwnZone;
import org.kxover.publish.Publication;
import org.kxover.publish.PublishedList;
import org.kxover.publish.Publishers;
import org.kxover.publish.ServerView;
import org.kxover.setup.CertificateRoll;
import org.kxover.setup.LocalCommand;
import org.kxover.tls.CredentialException;
import org.kxover.tls.RollProgress;
import org.kxover.tls.TlsCredential;
import org.xbill.DNS.Type;

/**
 * {@code kxover cert roll --unattended}: does the next step of the change to a new key if it is
 * time for it, from the new key to the removal of the old record. The waits are twice what the
 * servers of the zone let resolvers remember.
 */
final class UnattendedRoll {
  private static final Duration SERVERS_LIMIT = Duration.ofSeconds(30);

  /** In seconds, where a name has no record yet. */
  private static final long TTL = 3600;

  private final List<RealmSettings> sharing;
  private final RealmSettings realm;
  private final SecureView secureView;
  private final CertificateRoll roll;
  private final OwnDns dns;
  private final Publishers publishers;
  private final List<String> restart;
  private final Clock clock;
  private final SecureRandom random;
  private final Consumer<String> out;

  /** What secure DNS says, which nobody on the way can forge. */
  interface SecureView {
    /**
     * @return which of the records of the present and the next key is not there; empty if both are
     */
    Optional<String> missing(RealmSettings realm, TlsCredential next)
        throws IOException, CredentialException;
  }

  /**
   * @param sharing one or more realms whose certificate to change
   * @param restart the command that makes the daemon use the new key
   * @param out gets a line about each thing done
   */
  UnattendedRoll(
      List<RealmSettings> sharing,
      SecureView secureView,
      OwnDns dns,
      Publishers publishers,
      List<String> restart,
      Clock clock,
      SecureRandom random,
      Consumer<String> out) {
    this.sharing = List.copyOf(sharing);
    this.realm = sharing.get(0);
    this.secureView = secureView;
    this.roll = new CertificateRoll(sharing, clock);
    this.dns = dns;
    this.publishers = publishers;
    this.restart = List.copyOf(restart);
    this.clock = clock;
    this.random = random;
    this.out = out;
  }

  /**
   * @param before how long before the certificate's end to begin
   * @param validity of the next certificate
   * @throws IOException if a step cannot be done; the status and the metrics say so too
   */
  void run(Duration before, Duration validity) throws IOException, CredentialException {
    if (!roll.hasBegun() && !roll.hasTakenOver()) {
      Instant begin = NetworkParts.credential(realm).notAfter().minus(before);
      if (clock.instant().isBefore(begin)) {
        RollProgress.delete(certificate());
        out.accept("nothing to do before " + begin);
        return;
      }
      roll.begin(validity, random);
      out.accept("made " + roll.nextKey() + " and " + roll.nextCertificate());
    }
    String step = roll.hasTakenOver() ? "remove the old record" : "publish the next record";
    try {
      if (roll.hasTakenOver()) {
        remove();
      } else {
        publish();
      }
    } catch (IOException | CredentialException e) {
      note(step, Optional.of(Failures.words(e)));
      throw e;
    }
  }

  private Path certificate() {
    return realm.get(CertificateSettings.CERTIFICATE);
  }

  /** Keeps the time at which the step began. */
  private void note(String step, Optional<String> stuck) throws IOException {
    Instant since =
        RollProgress.read(certificate())
            .filter(before -> before.step().equals(step))
            .map(RollProgress::since)
            .orElse(clock.instant().truncatedTo(ChronoUnit.SECONDS));
    new RollProgress(step, since, stuck).write(certificate());
  }

  private void publish() throws IOException, CredentialException {
    Duration remembered;
    try (PublishedList list = PublishedList.open(dns.folder())) {
      remembered = publish(dns.zones(list.records(), clock), list);
    }
    Instant end = roll.seenInDns().plus(remembered.multipliedBy(2));
    if (clock.instant().isBefore(end)) {
      note("wait for resolvers to forget the time without the next record", Optional.empty());
      out.accept("the servers have both records; the next key comes into use after " + end);
      return;
    }
    for (RealmSettings one : sharing) {
      Optional<String> missing = secureView.missing(one, roll.next());
      if (missing.isPresent()) {
        throw new IOException(
            "secure DNS does not say what the zone's servers say: " + missing.get());
      }
    }
    roll.takeOver();
    out.accept(certificate() + " now is the new certificate");
    restart();
    remove();
  }

  private void restart() throws IOException {
    LocalCommand.Output output = new LocalCommand(restart).runWith("");
    if (output.exitCode() != 0) {
      throw new IOException(String.join(" ", restart) + ": " + output.lastLine());
    }
  }

  private void remove() throws IOException, CredentialException {
    TlsCredential now = NetworkParts.credential(realm);
    ServedKey served = new ServedKey(dns.settings(), random);
    try {
      served.require(now, realm);
    } catch (IOException e) {
      restart();
      served.require(now, realm);
    }
    List<OwnRecord> old = records(roll.old());
    try (PublishedList list = PublishedList.open(dns.folder())) {
      Duration remembered = publish(dns.zones(list.records(), clock), list);
      Instant end = roll.tookOver().plus(remembered.multipliedBy(2));
      if (clock.instant().isBefore(end)) {
        note("wait before the old record is removed", Optional.empty());
        out.accept("the new key is in use; the old record is removed after " + end);
        return;
      }
      List<OwnRecord> known = new ArrayList<>(list.records());
      known.addAll(old);
      publish(dns.zonesWithoutOldKeys(known, clock), list);
    }
    roll.finish();
    RollProgress.delete(certificate());
    out.accept("the change is complete: the old record is removed, and the old key deleted");
  }

  private List<OwnRecord> records(TlsCredential credential) throws IOException {
    int port = dns.settings().get(ListenSettings.ADDRESS).getPort();
    List<OwnRecord> records = new ArrayList<>();
    for (RealmSettings one : sharing) {
      records.add(
          new OwnRecord(OwnRecords.tlsaName(one, port), Type.TLSA, KeyRecords.data(credential)));
    }
    return records;
  }

  /**
   * Makes all servers of the zones right.
   *
   * @return how long resolvers may remember what the servers said before
   */
  private Duration publish(List<OwnZone> zones, PublishedList list) throws IOException {
    long longest = 0;
    for (OwnZone zone : zones) {
      List<ServerView> views = dns.publication().views(zone);
      List<Change> changes = Change.of(views, TTL);
      if (changes.stream().anyMatch(change -> change.action() == Change.Action.ADD)) {
        roll.notSeenInDns();
      }
      changes.forEach(change -> out.accept(change.toString()));
      Publication.publish(zone, changes, publishers.of(zone.name()), list);
      List<ServerView> after = dns.publication().await(zone, SERVERS_LIMIT);
      requireRight(zone, after);
      Publication.forget(zone, list);
      longest = Math.max(longest, longest(views));
      longest = Math.max(longest, longest(after));
    }
    return Duration.ofSeconds(longest);
  }

  private static long longest(List<ServerView> views) {
    return views.stream().mapToLong(ServerView::longestTtl).max().orElse(0);
  }

  private void requireRight(OwnZone zone, List<ServerView> views) throws IOException {
    for (ServerView view : views) {
      if (!view.isRight()) {
        roll.notSeenInDns();
        throw new IOException(
            "the server "
                + view.server()
                + " of the zone "
                + zone.name()
                + view.failure()
                    .map(why -> " does not answer: " + why)
                    .orElse(
                        view.missing().isEmpty()
                            ? " still has " + view.outdated()
                            : " lacks " + view.missing()));
      }
    }
  }
}
