package org.kxover.cli;

import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import org.kxover.config.CertificateSettings;
import org.kxover.config.ConfigException;
import org.kxover.config.RealmSettings;
import org.kxover.kerberos.HostName;
import org.kxover.kerberos.Realm;
import org.kxover.setup.AccessListStep;
import org.kxover.setup.AdminServer;
import org.kxover.setup.AdministratorStep;
import org.kxover.setup.AttachmentLines;
import org.kxover.setup.CertificateStep;
import org.kxover.setup.ConfigurationStep;
import org.kxover.setup.GuardModeStep;
import org.kxover.setup.GuardNoteStep;
import org.kxover.setup.KdcAttachment;
import org.kxover.setup.KdcBinary;
import org.kxover.setup.KdcFolderStep;
import org.kxover.setup.KdcKind;
import org.kxover.setup.KdcProfile;
import org.kxover.setup.KeytabStep;
import org.kxover.setup.LocalKadmin;
import org.kxover.setup.LocalRealms;
import org.kxover.setup.ProbeServicesStep;
import org.kxover.setup.Step;
import picocli.CommandLine;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;

/** {@code kxover init --realm}: shows the steps of the set-up, asks, and carries them out. */
final class RealmSetup extends KdcOptions {
  @Option(
      names = "--realm",
      required = true,
      paramLabel = "REALM",
      converter = RealmOption.class,
      description = "the realm of the KDC on this machine, in its exact spelling")
  private Realm realm;

  @Option(
      names = "--host",
      required = true,
      paramLabel = "HOST",
      description = "this machine's name in DNS, for the realm's SRV record and the certificate")
  private String host;

  @Option(
      names = "--no-attach",
      description =
          "leave the KDC's configuration as it is, and print the lines that attach kxoverd and the"
              + " guard")
  private boolean noAttach;

  @Option(names = "--yes", description = "continue without asking")
  private boolean yes;

  /**
   * @param environment names the files of the KDC
   */
  int run(
      CommandSpec spec,
      SettingsFile settings,
      Terminal terminal,
      Map<String, String> environment,
      Function<List<RealmSettings>, CertificateStep> certificateOf)
      throws IOException, ConfigException {
    if (HostName.parse(host).isEmpty()) {
      throw new CommandLine.ParameterException(
          spec.commandLine(), "--host is not a host name: " + host);
    }
    KdcProfile profile = KdcProfile.find(environment);
    Path config = settings.path().toAbsolutePath();
    List<Step> steps = steps(config, profile);
    KdcAttachment attachment = attach(config, profile, steps);
    List<Step> pending = new ArrayList<>();
    PrintWriter out = spec.commandLine().getOut();
    for (Step step : steps) {
      Optional<String> plan = step.plan();
      if (plan.isPresent()) {
        pending.add(step);
        out.println("will " + plan.get());
      }
    }
    // The settings name the files of the certificate, and may not exist yet.
    out.println(
        "will make a private key and a certificate, unless the files in the settings exist");
    if (!yes && !isConfirmed(spec, terminal)) {
      spec.commandLine().getErr().println(spec.qualifiedName() + ": nothing was changed");
      return CommandLine.ExitCode.SOFTWARE;
    }
    for (Step step : pending) {
      step.carryOut();
    }
    RealmSettings written =
        settings.load().realms().stream()
            .filter(one -> one.realm().equals(realm))
            .findFirst()
            .orElseThrow();
    CertificateStep certificate =
        certificateOf.apply(
            settings.load().realms().stream().filter(written::sharesCertificate).toList());
    createIfMissing(written.get(CertificateSettings.PRIVATE_KEY).toAbsolutePath().getParent());
    boolean isNew = certificate.plan().isPresent();
    certificate.carryOut();
    out.println(isNew ? certificate.madeMessage() : certificate.existsMessage());
    next(attachment, ObserveAdvice.lines(profile, realm, new LocalKadmin(local())), out);
    return CommandLine.ExitCode.OK;
  }

  /** Adds the steps that attach the KDC. */
  private KdcAttachment attach(Path config, KdcProfile profile, List<Step> steps)
      throws IOException {
    KdcKind kind = KdcKind.of(profile, realm, AdminServer.of(profile, realm));
    KdcFolderStep folder = new KdcFolderStep(profile.file());
    AttachmentLines lines =
        new AttachmentLines(profile, realm, SetupParts.socket(config), KdcBinary.find(), modules());
    LocalKadmin administrator = new LocalKadmin(local());
    GuardModeStep mode =
        new GuardModeStep(folder, profile, lines, administrator, realm, kind, guard());
    KdcAttachment attachment = new KdcAttachment(folder, lines, mode, !noAttach);
    steps.addAll(attachment.steps());
    if (kind != KdcKind.REPLICA && attachment.byHand().isEmpty()) {
      steps.add(new GuardNoteStep(realm, mode, administrator));
    }
    return attachment;
  }

  private List<String> local() {
    return kadminLocal("-r", realm.name());
  }

  private List<Step> steps(Path config, KdcProfile profile) throws IOException {
    List<String> local = local();
    LocalKadmin administrator = new LocalKadmin(local);
    new LocalRealms(profile, administrator).require(realm);
    List<Step> steps = new ArrayList<>();
    if (!usesKadmind()) {
      steps.add(new ConfigurationStep(config, realm, host, Optional.empty()));
      steps.add(new ProbeServicesStep(realm, local));
      return steps;
    }
    Path file = keytab(config);
    String kadmin = "kadmin -k -t " + file + " -p kxover/admin@" + realm + " -r " + realm;
    steps.add(new ConfigurationStep(config, realm, host, Optional.of(kadmin)));
    steps.add(new AdministratorStep(realm, administrator));
    steps.add(new KeytabStep(realm, administrator, file, user()));
    steps.add(new ProbeServicesStep(realm, local));
    Path list = aclFile().isPresent() ? aclFile().get() : profile.accessList(realm);
    steps.add(new AccessListStep(list, realm));
    return steps;
  }

  private static void createIfMissing(Path folder) throws IOException {
    if (!Files.exists(folder)) {
      Files.createDirectory(
          folder,
          PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
    }
  }

  private static boolean isConfirmed(CommandSpec spec, Terminal terminal) {
    String said =
        terminal
            .ask("Continue? [y/N]")
            .orElseThrow(
                () ->
                    new CommandLine.ParameterException(
                        spec.commandLine(),
                        "there is no terminal to ask on; use --yes to continue without asking"))
            .strip();
    return said.equalsIgnoreCase("y") || said.equalsIgnoreCase("yes");
  }

  private void next(KdcAttachment attachment, List<String> advice, PrintWriter out) {
    List<String> left = new ArrayList<>();
    left.add("publish the records that \"kxover dns\" prints, in your signed zone");
    List<String> byHand = attachment.byHand();
    if (!byHand.isEmpty()) {
      left.add(
          "connect the KDC with these lines in its kdc.conf, as "
              + attachment.whyByHand()
              + ":\n     "
              + String.join("\n     ", byHand));
    }
    if (usesKadmind()) {
      left.add(
          "restart kadmind, which reads its access list only when it starts"
              + " (Debian: systemctl restart krb5-admin-server)");
    }
    left.add(
        "restart the KDC, which reads kdc.conf only when it starts, and start kxoverd"
            + " (Debian: systemctl restart krb5-kdc; systemctl start kxoverd)");
    left.add("run \"kxover check\" to see if anything is still missing");
    if (advice.isEmpty()) {
      left.add(
          "open services to users of other realms, such as \"kxover open HTTP/HOST\": the guard"
              + " closes every service to them until you do");
    }
    out.println();
    out.println("What is left to do:");
    for (int i = 0; i < left.size(); i++) {
      out.println((i + 1) + ". " + left.get(i) + (i + 1 < left.size() ? ";" : "."));
    }
    advice.forEach(out::println);
  }
}
