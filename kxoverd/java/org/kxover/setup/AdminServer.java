package org.kxover.setup;

import java.io.IOException;
import java.net.InetAddress;
import java.net.NetworkInterface;
import java.net.SocketException;
import java.net.UnknownHostException;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;
import org.kxover.kerberos.Realm;

/** The machines on which kadmind of a realm runs: {@code admin_server} in krb5.conf. */
public final class AdminServer {
  private final List<String> hosts;
  private final Predicate<String> isThisMachine;

  /**
   * @param isThisMachine tells names and addresses of this machine from others
   */
  AdminServer(KdcProfile profile, Realm realm, Predicate<String> isThisMachine) throws IOException {
    this.hosts =
        profile.values("realms", realm.name(), "admin_server").stream()
            .map(AdminServer::withoutPort)
            .toList();
    this.isThisMachine = isThisMachine;
  }

  /** Asks the system's resolver for the addresses of the names in krb5.conf. */
  public static AdminServer of(KdcProfile profile, Realm realm) throws IOException {
    return new AdminServer(profile, realm, AdminServer::hasAddressHere);
  }

  /** As in krb5.conf: an IPv6 address with a port is in brackets. */
  private static String withoutPort(String value) {
    String host = value.strip();
    if (host.startsWith("[")) {
      return host.substring(1).replaceFirst("\\].*", "");
    }
    return host.indexOf(':') == host.lastIndexOf(':') ? host.replaceFirst(":.*", "") : host;
  }

  private static boolean hasAddressHere(String host) {
    try {
      for (InetAddress address : InetAddress.getAllByName(host)) {
        if (address.isLoopbackAddress() || NetworkInterface.getByInetAddress(address) != null) {
          return true;
        }
      }
      return false;
    } catch (UnknownHostException | SocketException e) {
      return false;
    }
  }

  /** True if krb5.conf names this machine. */
  boolean isHere() {
    return hosts.stream().anyMatch(isThisMachine);
  }

  /** The first machine that krb5.conf names, if it names others only. */
  Optional<String> elsewhere() {
    return isHere() ? Optional.empty() : hosts.stream().findFirst();
  }
}
