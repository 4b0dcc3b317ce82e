package org.kxover.config;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.UnaryOperator;

/**
 * All settings of one kxoverd, as {@code kxoverd.conf} gives them.
 *
 * @param realms one or more, in the order of the file
 */
public record Settings(
    KdcSocketSettings kdcSocket,
    ListenSettings listen,
    DnsSettings dns,
    ControlSettings control,
    MetricsSettings metrics,
    List<RealmSettings> realms) {

  public Settings {
    realms = List.copyOf(realms);
  }

  /**
   * The folder beside the settings whose files systemd lends to kxoverd ({@code LoadCredential=} in
   * its unit): it reads copies of these, which systemd guards.
   */
  public static Path privateFolder(Path file) {
    return file.toAbsolutePath().resolveSibling("private");
  }

  /** The settings in {@code file}. */
  public static Settings load(Path file) throws ConfigException {
    return read(file, new TreeMap<>());
  }

  /**
   * The same with certificates, private keys and passphrases in other places.
   *
   * @param place from where a file is said to be to where it is read
   */
  public Settings withPrivateFiles(UnaryOperator<Path> place) {
    return new Settings(
        kdcSocket,
        listen,
        dns,
        control,
        metrics,
        realms.stream().map(realm -> realm.withPrivateFiles(place)).toList());
  }

  /** The settings outside of the realms' sections that are not as in {@code running}. */
  public List<String> needingRestart(Settings running) {
    List<String> changed = new ArrayList<>();
    changed.addAll(Changes.between("[kdc]", running.kdcSocket, kdcSocket));
    changed.addAll(Changes.between("[listen]", running.listen, listen));
    changed.addAll(Changes.between("[dns]", running.dns, dns));
    changed.addAll(Changes.between("[control]", running.control, control));
    changed.addAll(Changes.between("[metrics]", running.metrics, metrics));
    return changed;
  }

  /** As {@link #load}, telling also which names each section knows. */
  static Settings read(Path file, Map<String, Set<String>> known) throws ConfigException {
    Section kdc = Section.absent(file.toString(), "kdc");
    Section listen = Section.absent(file.toString(), "listen");
    Section dns = Section.absent(file.toString(), "dns");
    Section control = Section.absent(file.toString(), "control");
    Section metrics = Section.absent(file.toString(), "metrics");
    List<Section> realms = new ArrayList<>();
    for (Section section : ConfigFile.read(file)) {
      if (section.name().equals("realm") != section.argument().isPresent()) {
        throw unknown(section);
      }
      switch (section.name()) {
        case "kdc" -> kdc = section;
        case "listen" -> listen = section;
        case "dns" -> dns = section;
        case "control" -> control = section;
        case "metrics" -> metrics = section;
        case "realm" -> realms.add(section);
        default -> throw unknown(section);
      }
    }
    if (realms.isEmpty()) {
      throw new ConfigException(file.toString(), "needs a section [realm REALM]");
    }
    Settings settings =
        new Settings(
            KdcSocketSettings.from(kdc),
            ListenSettings.from(listen),
            DnsSettings.from(dns),
            ControlSettings.from(control),
            MetricsSettings.from(metrics),
            realms(realms));
    List<Section> all = new ArrayList<>(List.of(kdc, listen, dns, control, metrics));
    all.addAll(realms);
    for (Section section : all) {
      section.end();
      known.put(section.name(), section.known());
    }
    return settings;
  }

  private static ConfigException unknown(Section section) {
    return new ConfigException(
        section.where(),
        "the sections are [kdc], [listen], [dns], [control], [metrics] and [realm REALM]");
  }

  private static List<RealmSettings> realms(List<Section> sections) throws ConfigException {
    List<RealmSettings> realms = new ArrayList<>();
    for (Section section : sections) {
      RealmSettings realm = RealmSettings.from(section);
      for (RealmSettings other : realms) {
        Optional<String> conflict = realm.conflict(other);
        if (conflict.isPresent()) {
          throw new ConfigException(section.where(), conflict.get());
        }
      }
      realms.add(realm);
    }
    return realms;
  }
}
