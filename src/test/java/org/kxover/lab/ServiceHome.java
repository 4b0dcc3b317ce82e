package org.kxover.lab;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFileAttributes;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.Map;
import java.util.stream.Stream;

/**
 * A simulated machine for a service: its own host name and address, a keytab, and one account. The
 * account has the uid of the tests, or nobody's if the tests run as root, so that no service runs
 * as root.
 */
final class ServiceHome {
  /** The account's name on that machine. */
  static final String ACCOUNT = "visitor";

  private static final Duration LIMIT = Patience.LIMIT;
  private static final int NOBODY = 65_534;

  private final Lab lab;
  private final String host;
  private final InetSocketAddress listening;
  private final Path folder;
  private final boolean root;
  private final int uid;
  private final int gid;

  /**
   * @param principal of the service, which must exist, such as {@code ldap/host}
   */
  ServiceHome(Lab lab, LabRealm realm, String principal) throws IOException {
    this.lab = lab;
    this.host = principal.substring(principal.indexOf('/') + 1);
    this.listening = new InetSocketAddress(address(realm), Ports.free());
    this.folder = Files.createTempDirectory(realm.folder(), "service-");
    int owner = (int) Files.getAttribute(folder, "unix:uid");
    this.root = owner == 0;
    this.uid = root ? NOBODY : owner;
    this.gid = root ? NOBODY : (int) Files.getAttribute(folder, "unix:gid");
    realm.kdc().kadmin("ktadd -norandkey -k " + keytab() + " " + principal);
    Files.copy(realm.kdc().config(), folder.resolve("krb5.conf"));
    Files.createDirectory(folder.resolve("home"));
    write("passwd", "%s:x:%d:%d::%s:/bin/sh\n".formatted(ACCOUNT, uid, gid, home()));
    write("group", "%s:x:%d:\n".formatted(ACCOUNT, gid));
    write("hosts", address() + " " + host + "\n");
  }

  private String address(LabRealm realm) {
    String start = host.substring(0, host.length() - realm.domain().length() - 1) + " A ";
    return realm.zone().records().stream()
        .filter(record -> record.startsWith(start))
        .map(record -> record.substring(start.length()))
        .findFirst()
        .orElseThrow();
  }

  String host() {
    return host;
  }

  int port() {
    return listening.getPort();
  }

  /** The address on which the service listens. */
  String address() {
    return listening.getAddress().getHostAddress();
  }

  Path folder() {
    return folder;
  }

  Path keytab() {
    return folder.resolve("keytab");
  }

  int uid() {
    return uid;
  }

  int gid() {
    return gid;
  }

  /** This machine's name for the account's uid. */
  String systemUser() throws IOException {
    return root ? "nobody" : Files.getOwner(folder).getName();
  }

  /** This machine's name for the account's gid. */
  String systemGroup() throws IOException {
    return root
        ? "nogroup"
        : Files.readAttributes(folder, PosixFileAttributes.class).group().getName();
  }

  /** The account's home folder. */
  Path home() {
    return folder.resolve("home");
  }

  /** Writes a file in the folder; returns its path. */
  Path write(String name, String text) throws IOException {
    Path file = folder.resolve(name);
    Files.createDirectories(file.getParent());
    return Files.writeString(file, text);
  }

  /** A command on that machine; {@link #start} runs it as the account. */
  LabCommand program(String program, String... arguments) {
    return new LabCommand(folder, program, arguments)
        .env(
            Map.of(
                "LD_PRELOAD", "libnss_wrapper.so",
                "NSS_WRAPPER_HOSTNAME", host,
                "NSS_WRAPPER_HOSTS", folder.resolve("hosts").toString(),
                "NSS_WRAPPER_PASSWD", folder.resolve("passwd").toString(),
                "NSS_WRAPPER_GROUP", folder.resolve("group").toString(),
                "KRB5_CONFIG", folder.resolve("krb5.conf").toString(),
                "KRB5_KTNAME", keytab().toString(),
                "KRB5RCACHENAME", "file2:" + folder.resolve("rcache")));
  }

  /** Starts the service in the foreground, and waits until it listens. */
  LabProcess start(LabCommand service) throws IOException {
    if (root) {
      service.startedBy(
          "setpriv", "--reuid=" + uid, "--regid=" + gid, "--clear-groups", "--inh-caps=-all");
      openTheWay(folder.getParent());
      try (Stream<Path> files = Files.walk(folder)) {
        for (Path file : files.toList()) {
          Files.setAttribute(file, "unix:uid", uid);
          Files.setAttribute(file, "unix:gid", gid);
        }
      }
    }
    return lab.closeAtEnd(service.start()).awaitPort(listening, LIMIT);
  }

  /** Starts a service that becomes other users by itself, as {@link #start} does. Needs root. */
  LabProcess startAsRoot(LabCommand service) throws IOException {
    if (!root) {
      throw new IOException(service + " needs root");
    }
    openTheWay(folder);
    return lab.closeAtEnd(service.start()).awaitPort(listening, LIMIT);
  }

  /** Gives a file in the folder to a user of the machine. */
  void own(String name, String user) throws IOException {
    Path file = folder.resolve(name);
    Files.setOwner(
        file, file.getFileSystem().getUserPrincipalLookupService().lookupPrincipalByName(user));
  }

  /** Other users can pass through these folders, but cannot list them. */
  void openTheWay(Path from) throws IOException {
    for (Path above = from; above.startsWith(lab.folder()); above = above.getParent()) {
      Files.setPosixFilePermissions(above, PosixFilePermissions.fromString("rwx--x--x"));
    }
  }

  /** Host and port, as in a URL. */
  @Override
  public String toString() {
    return host + ":" + port();
  }
}
