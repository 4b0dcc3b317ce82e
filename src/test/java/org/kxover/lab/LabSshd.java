package org.kxover.lab;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/**
 * Debian's sshd with GSSAPI as the only authentication method, and one local account. The account's
 * {@code .k5login} lists who may log in.
 */
public final class LabSshd {
  private static final Duration LIMIT = Patience.LIMIT;

  private final ServiceHome home;
  private final Path hostKey;
  private final LabProcess process;

  /**
   * @param host in the realm, with a principal {@code host/...}
   * @param allowed principals who may log in
   */
  public LabSshd(Lab lab, LabRealm realm, String host, String... allowed) throws IOException {
    home = new ServiceHome(lab, realm, "host/" + host);
    hostKey = home.folder().resolve("host-key");
    new LabCommand(
            home.folder(), "ssh-keygen", "-q", "-t", "ed25519", "-N", "", "-f", hostKey.toString())
        .run();
    Files.write(home.home().resolve(".k5login"), List.of(allowed));
    Path settings =
        home.write(
            "sshd_config",
            """
            ListenAddress %s
            Port %d
            HostKey %s
            PidFile none
            GSSAPIAuthentication yes
            GSSAPIStrictAcceptorCheck yes
            PubkeyAuthentication no
            PasswordAuthentication no
            KbdInteractiveAuthentication no
            UsePAM no
            PrintMotd no
            """
                .formatted(home.address(), home.port(), hostKey));
    process = home.start(home.program("/usr/sbin/sshd", "-D", "-e", "-f", settings.toString()));
  }

  /** Runs a command on the account through ssh, as {@code user}. */
  public LabCommand.Output ssh(LabUser user, String command) throws IOException {
    List<String> arguments = options();
    arguments.addAll(List.of("-n", ServiceHome.ACCOUNT + "@" + home.host(), command));
    return user.program("ssh", arguments.toArray(String[]::new)).runToAnyEnd();
  }

  /**
   * Copies a file with rsync over ssh, as {@code user}.
   *
   * @param from the file; {@code @:} before the name means the account
   * @param to the copy, likewise
   */
  public LabCommand.Output rsync(LabUser user, String from, String to) throws IOException {
    String account = ServiceHome.ACCOUNT + "@" + home.host() + ":";
    return user.program(
            "rsync",
            "-e",
            "ssh " + String.join(" ", options()),
            from.replaceFirst("^@:", account),
            to.replaceFirst("^@:", account))
        .runToAnyEnd();
  }

  private List<String> options() throws IOException {
    String publicKey = Files.readString(Path.of(hostKey + ".pub"));
    Path known =
        Files.writeString(
            Files.createTempFile(home.folder().getParent(), "known-", ".hosts"),
            "[" + home.host() + "]:" + home.port() + " " + publicKey);
    List<String> arguments = new ArrayList<>(List.of("-F", "none"));
    for (String option :
        List.of(
            "Port=" + home.port(),
            "UserKnownHostsFile=" + known,
            "GlobalKnownHostsFile=none",
            "StrictHostKeyChecking=yes",
            "BatchMode=yes",
            "GSSAPIAuthentication=yes",
            "PreferredAuthentications=gssapi-with-mic")) {
      arguments.addAll(List.of("-o", option));
    }
    return arguments;
  }

  /** Waits until sshd's output has {@code words}. */
  public void awaitLine(String words) {
    process.awaitLine(words, LIMIT);
  }
}
