package org.kxover.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.kxover.config.CertificateSettings;
import org.kxover.config.ConfigException;
import org.kxover.config.KdcSocketSettings;
import org.kxover.config.RealmSettings;
import org.kxover.config.Settings;
import org.kxover.kerberos.Realm;
import org.kxover.setup.AccessListStep;
import org.kxover.setup.AdminServer;
import org.kxover.setup.AdministratorStep;
import org.kxover.setup.AttachmentLines;
import org.kxover.setup.ConfigurationStep;
import org.kxover.setup.GuardModeStep;
import org.kxover.setup.GuardNoteStep;
import org.kxover.setup.HostBasedLines;
import org.kxover.setup.KdcBinary;
import org.kxover.setup.KdcFileStep;
import org.kxover.setup.KdcFolderStep;
import org.kxover.setup.KdcKind;
import org.kxover.setup.KdcProfile;
import org.kxover.setup.KeytabStep;
import org.kxover.setup.LocalKadmin;
import org.kxover.setup.OwnFileStep;
import org.kxover.setup.ProbeServicesStep;
import org.kxover.setup.Procedure.Part;
import org.kxover.setup.RealmCertificateStep;
import org.kxover.setup.RestartProgram;
import org.kxover.setup.RestartStep;
import org.kxover.setup.ReversibleStep;
import org.kxover.setup.Services;
import org.kxover.setup.Systemd;
import org.kxover.setup.TestServiceStep;

/** The steps of {@code kxover setup} on this machine, in their order. */
final class SetupParts {
  private static final Duration VALIDITY = Duration.ofDays(730);
  private static final Path SOCKET = Path.of("/run/kxover/kdc.sock");
  private static final Path DROP_IN =
      Path.of("/etc/systemd/system/kxoverd.service.d/kxover-setup.conf");
  private static final Path DATABASE = Path.of("/var/lib/krb5kdc/principal");

  private final Path config;
  private final SetupOptions options;
  private final KdcProfile profile;
  private final Realm realm;
  private final String host;
  private final KdcKind kind;
  private final AdminServer kadmind;
  private final List<Part> parts = new ArrayList<>();

  SetupParts(
      Path config,
      SetupOptions options,
      KdcProfile profile,
      Realm realm,
      String host,
      KdcKind kind,
      AdminServer kadmind) {
    this.config = config;
    this.options = options;
    this.profile = profile;
    this.realm = realm;
    this.host = host;
    this.kind = kind;
    this.kadmind = kadmind;
  }

  /** Empty if nothing here can restart programs. */
  static Optional<Services> services(SetupOptions options) {
    return options
        .restart()
        .<Services>map(program -> new RestartProgram(program))
        .or(() -> Systemd.isRunning() ? Optional.of(new Systemd()) : Optional.empty());
  }

  /**
   * @param undo true if the steps are to be taken back
   */
  List<Part> all(boolean javaClients, boolean undo, Clock clock, SecureRandom random)
      throws IOException {
    LocalKadmin kadmin = options.kadmin().of(realm.name());
    ReversibleStep settings =
        new ConfigurationStep(config, realm, host, settings(kadmin), Optional.of(kind));
    ReversibleStep certificate = new RealmCertificateStep(config, realm, VALIDITY, clock, random);
    add("settings", settings);
    add("certificate", certificate);
    List<ReversibleStep> ofKxoverd = new ArrayList<>(List.of(settings, certificate));
    List<ReversibleStep> ofKadmind = new ArrayList<>();
    if (kind == KdcKind.REPLICA && !undo) {
      requirePrimary(kadmin);
    }
    if (kind != KdcKind.REPLICA) {
      // What a directory has is taken back on its last KDC only.
      if (!undo || kind == KdcKind.PRIMARY) {
        ofTheRealm(kadmin);
      }
      add("test-service", new TestServiceStep(realm, host, kadmin));
    }
    if (options.usesKadmind()) {
      ofKxoverd.add(new KeytabStep(realm, kadmin, options.keytab(config), options.user()));
      add("keytab", ofKxoverd.get(ofKxoverd.size() - 1));
      if (undo || kind.needsRights(kadmind)) {
        ofKadmind.add(new AccessListStep(accessList(), realm));
        add("rights", ofKadmind.get(0));
      }
    }
    List<ReversibleStep> ofKdc = attach(javaClients, kadmin);
    restarts(ofKadmind, ofKdc, ofKxoverd, undo);
    return parts;
  }

  private void ofTheRealm(LocalKadmin kadmin) {
    if (options.usesKadmind()) {
      add("principal", new AdministratorStep(realm, kadmin));
    }
    add("probe", new ProbeServicesStep(realm, kadmin));
  }

  private List<String> settings(LocalKadmin kadmin) throws IOException {
    List<String> lines = new ArrayList<>();
    if (options.usesKadmind()) {
      lines.add(
          "kadmin = kadmin -k -t "
              + options.keytab(config)
              + " -p kxover/admin@"
              + realm
              + " -r "
              + realm);
    }
    if (kind != KdcKind.REPLICA) {
      lines.add("test_service = yes");
    }
    lines.addAll(kind.settings(profile, realm, kadmin));
    return lines;
  }

  private void requirePrimary(LocalKadmin kadmin) throws IOException {
    if (!options.usesKadmind()) {
      throw new IOException(
          "this KDC is a replica: changes go to kadmind on the primary, as the database here is a"
              + " copy; leave out --database local");
    }
    if (!kadmin.exists("kxover/admin@" + realm)) {
      throw new IOException(
          "the copy of the database on this replica has no kxover/admin@"
              + realm
              + "; run \"kxover setup\" on the primary first, and let it propagate (if this is the"
              + " primary, add --kdc primary)");
    }
  }

  private Path accessList() throws IOException {
    return options.aclFile().isPresent() ? options.aclFile().get() : profile.accessList(realm);
  }

  private List<ReversibleStep> attach(boolean javaClients, LocalKadmin kadmin) throws IOException {
    KdcFolderStep folder = new KdcFolderStep(profile.file());
    add("kdc-folder", folder, true);
    AttachmentLines attachment =
        new AttachmentLines(profile, realm, socket(config), KdcBinary.find(), options.modules());
    GuardModeStep mode =
        new GuardModeStep(
            folder, profile, attachment, options.kadmin(), realm, kind, options.guard());
    add("guard-mode", mode, true);
    ReversibleStep attach = new KdcFileStep(folder, "", "kxoverd and the guard", attachment);
    add("attach", attach, true);
    List<ReversibleStep> steps = new ArrayList<>(List.of(folder, mode, attach));
    if (javaClients) {
      steps.add(
          new KdcFileStep(folder, "-java", "Java clients", new HostBasedLines(profile, realm)));
      add("java-clients", steps.get(steps.size() - 1), true);
    }
    if (kind != KdcKind.REPLICA) {
      add("guard-note", new GuardNoteStep(realm, mode, kadmin));
    }
    return steps;
  }

  /** The socket in the settings, or the usual one if there are none yet. */
  static Path socket(Path config) throws IOException {
    return load(config).map(all -> all.get(KdcSocketSettings.SOCKET)).orElse(SOCKET);
  }

  private static Optional<Settings> load(Path config) throws IOException {
    try {
      return Files.exists(config) ? Optional.of(Settings.loadUnfinished(config)) : Optional.empty();
    } catch (ConfigException e) {
      // The step of the settings says what is wrong.
      return Optional.empty();
    }
  }

  private void restarts(
      List<ReversibleStep> ofKadmind,
      List<ReversibleStep> ofKdc,
      List<ReversibleStep> ofKxoverd,
      boolean undo)
      throws IOException {
    Optional<Services> services = services(options);
    if (services.isEmpty()) {
      return;
    }
    // What was made is taken back, whatever the options and the kind are now.
    boolean asRoot = undo || !options.usesKadmind() || kind == KdcKind.REPLICA;
    if (asRoot && options.restart().isEmpty()) {
      ofKxoverd.add(new OwnFileStep(DROP_IN, dropIn(), "as kxoverd has to read the database"));
      add("unit", ofKxoverd.get(ofKxoverd.size() - 1), true);
    }
    if (!ofKadmind.isEmpty()) {
      Path acl = accessList();
      add(
          "kadmind",
          new RestartStep(services.get(), Services.Program.KADMIND, ofKadmind, () -> List.of(acl)),
          true);
    }
    add(
        "kdc",
        new RestartStep(
            services.get(), Services.Program.KDC, ofKdc, () -> kdcFiles(profile.file())),
        true);
    add(
        "kxoverd",
        new RestartStep(services.get(), Services.Program.KXOVERD, ofKxoverd, this::daemonFiles),
        true);
  }

  private List<String> dropIn() throws IOException {
    return DatabaseDropIn.lines(profile.database(realm).orElse(DATABASE));
  }

  private static List<Path> kdcFiles(Path kdcConf) throws IOException {
    List<Path> files = new ArrayList<>(List.of(kdcConf));
    Path folder = new KdcFolderStep(kdcConf).folder();
    if (Files.isDirectory(folder)) {
      try (var inside = Files.list(folder)) {
        files.addAll(inside.toList());
      }
    }
    return files;
  }

  private List<Path> daemonFiles() throws IOException {
    List<Path> files = new ArrayList<>(List.of(config, options.keytab(config)));
    load(config).stream()
        .flatMap(all -> all.realms().stream())
        .map(one -> one.get(CertificateSettings.PRIVATE_KEY))
        .forEach(files::add);
    return files;
  }

  private void add(String name, ReversibleStep step) {
    add(name, step, false);
  }

  private void add(String name, ReversibleStep step, boolean shared) {
    parts.add(new Part(name, step, shared));
  }

  /** The realm's section in the settings, if it is there. */
  static Optional<RealmSettings> section(Settings all, Realm realm) {
    return all.realms().stream().filter(one -> one.realm().equals(realm)).findFirst();
  }
}
