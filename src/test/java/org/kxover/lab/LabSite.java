package org.kxover.lab;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;

/**
 * One end of a {@link LabLine}: a network namespace with an address, in which programs run as on a
 * machine of their own, and a resolver for them.
 */
public final class LabSite {
  private static final int DNS_PORT = 53;

  private final String namespace;
  private final String address;

  LabSite(String namespace, String address) {
    this.namespace = namespace;
    this.address = address;
  }

  /** In dotted decimal. */
  public String address() {
    return address;
  }

  /** Where the site's resolver is, which serves the zones of its realms to the other site. */
  InetSocketAddress resolver() {
    try {
      return new InetSocketAddress(InetAddress.getByName(address), DNS_PORT);
    } catch (UnknownHostException e) {
      throw new IllegalStateException(e);
    }
  }

  /** Runs that program there. */
  LabCommand inside(LabCommand command) {
    return command.startedBy("ip", "netns", "exec", namespace);
  }
}
