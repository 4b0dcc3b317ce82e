package org.kxover.cli;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.kxover.publish.OwnRecord;
import org.kxover.publish.OwnRecords;
import org.kxover.publish.OwnZone;
import org.xbill.DNS.Type;

/** How {@code kxover dns} prints records. */
enum DnsFormat {
  ZONE,
  NSUPDATE,
  JSON;

  @Override
  public String toString() {
    return name().toLowerCase(Locale.ROOT);
  }

  /**
   * The lines to print.
   *
   * @param ttl in seconds
   */
  List<String> lines(List<OwnZone> zones, OwnRecords own, int ttl) {
    return switch (this) {
      case ZONE -> zoneFile(zones, own, ttl);
      case NSUPDATE -> nsupdate(zones, ttl);
      case JSON -> List.of(json(zones, ttl));
    };
  }

  private static List<String> zoneFile(List<OwnZone> zones, OwnRecords own, int ttl) {
    List<String> lines = new ArrayList<>();
    for (OwnZone zone : zones) {
      lines.add("; Zone " + zone.name());
      lines.addAll(records(zone.wanted(), own, ttl));
    }
    return lines;
  }

  /** The lines of a zone file, each after a comment about it. */
  static List<String> records(List<OwnRecord> records, OwnRecords own, int ttl) {
    List<String> lines = new ArrayList<>();
    for (OwnRecord record : records) {
      own.about(record).ifPresent(about -> lines.add("; " + about));
      lines.add(record.line(ttl));
    }
    return lines;
  }

  private static List<String> nsupdate(List<OwnZone> zones, int ttl) {
    List<String> lines = new ArrayList<>();
    for (OwnZone zone : zones) {
      lines.add("zone " + zone.name());
      zone.wanted().forEach(record -> lines.add("update add " + record.line(ttl)));
      lines.add("send");
    }
    return lines;
  }

  private static String json(List<OwnZone> zones, int ttl) {
    List<Object> list = new ArrayList<>();
    for (OwnZone zone : zones) {
      Map<String, Object> object = new LinkedHashMap<>();
      object.put("zone", zone.name());
      object.put("records", zone.wanted().stream().map(record -> json(record, ttl)).toList());
      list.add(object);
    }
    return Json.of(Map.of("zones", list));
  }

  private static Map<String, Object> json(OwnRecord record, int ttl) {
    Map<String, Object> object = json(record);
    object.put("ttl", ttl);
    return object;
  }

  static Map<String, Object> json(OwnRecord record) {
    Map<String, Object> object = new LinkedHashMap<>();
    object.put("name", record.name());
    object.put("type", Type.string(record.type()));
    object.put("data", record.data());
    return object;
  }
}
