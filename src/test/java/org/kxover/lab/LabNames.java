package org.kxover.lab;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.xbill.DNS.ARecord;
import org.xbill.DNS.CNAMERecord;
import org.xbill.DNS.Master;
import org.xbill.DNS.Name;
import org.xbill.DNS.Record;
import org.xbill.DNS.SRVRecord;

/**
 * Resolves the zones' host names and KDCs for programs that use the C library's resolver, which
 * knows port 53 only. Debian's libnss-wrapper and libresolv-wrapper answer instead of the system's
 * resolver. Other names go to the system.
 */
final class LabNames {
  private static final int TTL = 60;

  private final Path folder;

  /**
   * Reads the zones in their current state.
   *
   * @param folder gets the wrappers' two files
   */
  LabNames(DnsWorld dns, Path folder) throws IOException {
    this.folder = folder;
    Map<String, List<String>> hosts = new TreeMap<>();
    List<String> services = new ArrayList<>();
    List<Record> records = records(dns);
    for (Record record : records) {
      if (record instanceof ARecord a) {
        List<String> names = hosts.computeIfAbsent(text(a.getName()), n -> new ArrayList<>());
        names.add(0, a.getAddress().getHostAddress());
        names.add(1, text(a.getName()));
      } else if (record instanceof SRVRecord srv) {
        services.add(
            "SRV %s %s %d %d %d"
                .formatted(
                    text(srv.getName()),
                    text(srv.getTarget()),
                    srv.getPort(),
                    srv.getPriority(),
                    srv.getWeight()));
      }
    }
    for (Record record : records) {
      if (record instanceof CNAMERecord alias) {
        hosts.get(text(alias.getTarget())).add(text(alias.getName()));
      }
    }
    Files.write(hosts(), hosts.values().stream().map(names -> String.join(" ", names)).toList());
    Files.write(services(), services);
  }

  Path folder() {
    return folder;
  }

  private Path hosts() {
    return folder.resolve("hosts");
  }

  private Path services() {
    return folder.resolve("resolv");
  }

  /** Environment variables that make a program use these names. */
  Map<String, String> environment() {
    return Map.of(
        "LD_PRELOAD",
        "libnss_wrapper.so:libresolv_wrapper.so",
        "NSS_WRAPPER_HOSTS",
        hosts().toString(),
        "RESOLV_WRAPPER_HOSTS",
        services().toString());
  }

  private static List<Record> records(DnsWorld dns) throws IOException {
    List<Record> records = new ArrayList<>();
    for (Zone zone : dns.zones()) {
      byte[] text = String.join("\n", zone.records()).getBytes(StandardCharsets.ISO_8859_1);
      Name origin = Name.fromString(zone.name() + ".");
      try (Master master = new Master(new ByteArrayInputStream(text), origin, TTL)) {
        for (Record record = master.nextRecord(); record != null; record = master.nextRecord()) {
          records.add(record);
        }
      }
    }
    return records;
  }

  private static String text(Name name) {
    return name.toString(true);
  }
}
