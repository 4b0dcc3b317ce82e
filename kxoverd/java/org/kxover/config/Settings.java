package org.kxover.config;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/** All settings of one kxoverd, as {@code kxoverd.conf} gives them. */
public record Settings(
    KdcSocketSettings kdcSocket, ListenSettings listen, DnsSettings dns, RealmSettings realm) {

  /** The settings in {@code file}. */
  public static Settings load(Path file) throws ConfigException {
    return read(file, new TreeMap<>());
  }

  /** As {@link #load}, telling also which names each section knows. */
  static Settings read(Path file, Map<String, Set<String>> known) throws ConfigException {
    Section kdc = Section.absent(file.toString(), "kdc");
    Section listen = Section.absent(file.toString(), "listen");
    Section dns = Section.absent(file.toString(), "dns");
    Section realm = null;
    List<Section> sections = ConfigFile.read(file);
    for (Section section : sections) {
      if (section.name().equals("realm") != section.argument().isPresent()) {
        throw new ConfigException(
            section.where(), "the sections are [kdc], [listen], [dns] and [realm REALM]");
      }
      switch (section.name()) {
        case "kdc" -> kdc = section;
        case "listen" -> listen = section;
        case "dns" -> dns = section;
        case "realm" -> {
          if (realm != null) {
            throw new ConfigException(section.where(), "one kxoverd serves one realm for now");
          }
          realm = section;
        }
        default ->
            throw new ConfigException(
                section.where(), "the sections are [kdc], [listen], [dns] and [realm REALM]");
      }
    }
    if (realm == null) {
      throw new ConfigException(file.toString(), "needs a section [realm REALM]");
    }
    Settings settings =
        new Settings(
            KdcSocketSettings.from(kdc),
            ListenSettings.from(listen),
            DnsSettings.from(dns),
            RealmSettings.from(realm));
    for (Section section : List.of(kdc, listen, dns, realm)) {
      section.end();
      known.put(section.name(), section.known());
    }
    return settings;
  }
}
