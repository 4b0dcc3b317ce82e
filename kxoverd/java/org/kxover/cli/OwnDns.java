package org.kxover.cli;

import java.io.IOException;
import java.time.Clock;
import java.util.List;
import org.kxover.config.Settings;
import org.kxover.publish.KeyFolder;
import org.kxover.publish.OwnRecord;
import org.kxover.publish.OwnRecords;
import org.kxover.publish.OwnZone;
import org.kxover.publish.Publication;
import org.kxover.publish.ZoneFinder;

/**
 * Our records, for the commands that compare or change them.
 *
 * @param settings read from the file
 * @param folder of the keys for DNS, and of the list of what we published
 * @param publication that asks the zones' servers
 */
record OwnDns(Settings settings, KeyFolder folder, Publication publication) {
  static OwnDns of(Settings settings, SettingsFile file, ZoneOptions options) {
    return new OwnDns(
        settings, new KeyFolder(file.path()), new Publication(options.servers(settings)));
  }

  /** The zones, with the records that they should have. */
  List<OwnZone> zones(List<OwnRecord> known, Clock clock) throws IOException {
    return zones(known, new KeyRecords(clock, true));
  }

  /** As {@link #zones}, at the end of a change to a new key. */
  List<OwnZone> zonesWithoutOldKeys(List<OwnRecord> known, Clock clock) throws IOException {
    return zones(known, new KeyRecords(clock, false));
  }

  private List<OwnZone> zones(List<OwnRecord> known, KeyRecords keys) throws IOException {
    return OwnZone.group(OwnRecords.of(settings, keys).all(), known, finder());
  }

  /** The zones, with the records that they should not have. */
  List<OwnZone> withoutAny(List<OwnRecord> published) throws IOException {
    return OwnZone.group(List.of(), published, finder());
  }

  private ZoneFinder finder() {
    return new ZoneFinder(ZoneOptions.resolver(settings));
  }
}
