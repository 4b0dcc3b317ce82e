package org.kxover.lab;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;

/**
 * One end of a {@link LabLine}: a network namespace with an address and a resolver, which acts as a
 * separate machine.
 */
public final class LabSite {
  private static final int DNS_PORT = 53;

  private final String namespace;
  private final String address;

  LabSite(String namespace, String address) {
    this.namespace = namespace;
    this.address = address;
  }

  /** Its IPv4 address. */
  public String address() {
    return address;
  }

  /** The address of the site's resolver. */
  InetSocketAddress resolver() {
    try {
      return new InetSocketAddress(InetAddress.getByName(address), DNS_PORT);
    } catch (UnknownHostException e) {
      throw new IllegalStateException(e);
    }
  }

  /** Makes a command run at this site. */
  LabCommand inside(LabCommand command) {
    return command.startedBy("ip", "netns", "exec", namespace);
  }
}
