package org.kxover.lab;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;

/** Writes and signs zone files, each zone with its own key (ldns-keygen, ldns-signzone). */
final class ZoneSigner {
  private static final String HEADER =
      """
      $ORIGIN %s
      $TTL %d
      @ SOA ns hostmaster 1 3600 600 86400 %d
      @ NS ns
      ns A 127.0.0.1
      """;

  private final Path folder;
  private final Map<String, String> keys = new HashMap<>();

  /**
   * @param folder gets zone files and keys
   */
  ZoneSigner(Path folder) {
    this.folder = folder;
  }

  /** Writes a zone file for a server: signed, with the zone's forgeries. */
  Path write(Zone zone, Collection<Zone> children) throws IOException {
    List<String> lines = new ArrayList<>(zone.records());
    for (Zone child : children) {
      lines.add(child + " NS ns." + child);
      lines.add("ns." + child + " A 127.0.0.1");
      if (child.signing() != Zone.Signing.NONE) {
        lines.addAll(delegationSigners(child));
      }
    }
    for (String algorithm : zone.standbyAlgorithms()) {
      lines.add(Files.readString(folder.resolve(key(zone, algorithm) + ".key")).strip());
    }
    if (List.of(Zone.Signing.NSEC3, Zone.Signing.OPT_OUT).contains(zone.signing())) {
      lines.addAll(emptyNonTerminals(zone));
    }
    Path file = folder.resolve(fileName(zone));
    Files.writeString(
        file,
        HEADER.formatted(zone, zone.ttl(), Math.min(zone.ttl(), 60))
            + String.join("\n", lines)
            + "\n");
    if (zone.signing() == Zone.Signing.NONE) {
      return file;
    }
    Path signed = sign(zone, file);
    for (String forgery : zone.forgeries()) {
      forge(zone, signed, forgery);
    }
    return signed;
  }

  /**
   * TXT records for empty non-terminals, such as {@code _tcp}. Below an empty non-terminal, unbound
   * 1.17 as a server proves absence with wrong NSEC3 records.
   */
  private static List<String> emptyNonTerminals(Zone zone) {
    Set<String> owners = new HashSet<>();
    zone.records().forEach(record -> owners.add(record.split(" ")[0]));
    Set<String> empty = new TreeSet<>();
    for (String owner : owners) {
      for (int dot = owner.indexOf('.'); dot >= 0; dot = owner.indexOf('.', dot + 1)) {
        empty.add(owner.substring(dot + 1));
      }
    }
    empty.removeAll(owners);
    return empty.stream().map(name -> name + " TXT \"not empty\"").toList();
  }

  /** The DS record of the zone's key, for its parent or as a trust anchor. */
  String ds(Zone zone) throws IOException {
    return Files.readString(folder.resolve(key(zone) + ".ds")).strip();
  }

  private List<String> delegationSigners(Zone zone) throws IOException {
    if (zone.hasStaleDelegation()) {
      return List.of(
          Files.readString(folder.resolve(newKey(zone, zone.algorithm()) + ".ds")).strip());
    }
    List<String> records = new ArrayList<>();
    for (int digest : zone.digests()) {
      String file = key(zone) + ".key";
      records.add(new LabCommand(folder, "ldns-key2ds", "-n", "-" + digest, file).run().strip());
    }
    if (records.isEmpty()) {
      records.add(ds(zone));
    }
    for (String algorithm : zone.standbyAlgorithms()) {
      records.add(Files.readString(folder.resolve(key(zone, algorithm) + ".ds")).strip());
    }
    return records;
  }

  private Path sign(Zone zone, Path file) throws IOException {
    Path signed = folder.resolve(fileName(zone) + ".signed");
    List<String> arguments = new ArrayList<>(List.of("-o", zone.toString()));
    arguments.addAll(List.of("-f", signed.toString()));
    switch (zone.signing()) {
      case EXPIRED -> arguments.addAll(List.of("-i", "20200101", "-e", "20200201"));
      case NSEC3 -> arguments.addAll(List.of("-n", "-t", "0"));
      case OPT_OUT -> arguments.addAll(List.of("-n", "-p", "-t", "0"));
      default -> {}
    }
    arguments.addAll(List.of(file.toString(), key(zone)));
    new LabCommand(folder, "ldns-signzone", arguments.toArray(String[]::new)).run();
    return signed;
  }

  private String key(Zone zone) throws IOException {
    return key(zone, zone.algorithm());
  }

  /** The base name of the zone's key files of that algorithm, which the first call makes. */
  private String key(Zone zone, String algorithm) throws IOException {
    String id = zone + " " + algorithm;
    String key = keys.get(id);
    if (key == null) {
      key = newKey(zone, algorithm);
      keys.put(id, key);
    }
    return key;
  }

  private String newKey(Zone zone, String algorithm) throws IOException {
    // ldns-keygen's default, /dev/random, may block. The size is ignored for curves.
    String[] arguments = {
      "-r", "/dev/urandom", "-a", algorithm, "-b", "2048", "-k", zone.toString()
    };
    return new LabCommand(folder, "ldns-keygen", arguments).run().strip();
  }

  /** Changes one record's data in a signed file. */
  private static void forge(Zone zone, Path signed, String forgery) throws IOException {
    String[] words = forgery.split(" +", 3);
    String owner = words[0].equals("@") ? zone.toString() : words[0] + "." + zone;
    // In the signed file a record is: owner, TTL, class, type, data.
    String record = owner + "\t[0-9]+\tIN\t" + words[1] + "\t";
    List<String> lines = Files.readAllLines(signed);
    if (lines.stream().noneMatch(line -> line.matches(record + ".*"))) {
      throw new IllegalStateException("no record to forge as " + forgery + " in " + zone);
    }
    Files.writeString(
        signed,
        lines.stream()
            .map(
                line ->
                    line.matches(record + ".*") ? owner + " IN " + words[1] + " " + words[2] : line)
            .collect(Collectors.joining("\n", "", "\n")));
  }

  private static String fileName(Zone zone) {
    return zone.name().isEmpty() ? "root.zone" : zone.name() + ".zone";
  }
}
