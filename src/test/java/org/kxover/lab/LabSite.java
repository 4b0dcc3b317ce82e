package org.kxover.lab;

/**
 * One end of a {@link LabLine}: a network namespace with an address and a resolver, which acts as a
 * separate machine.
 */
public final class LabSite {
  /** The port of its resolver. */
  static final int DNS_PORT = 53;

  private final String namespace;
  private final String address;

  LabSite(String namespace, String address) {
    this.namespace = namespace;
    this.address = address;
  }

  /** Its only address, but for those of its loopback interface. */
  public String address() {
    return address;
  }

  /** The networks of its programs and of the other site, as in {@code allowed_networks}. */
  String networks() {
    return isInet6() ? "2001:2::/48" : "127.0.0.0/8 198.18.0.0/15";
  }

  /** True if it has IPv6 only. */
  boolean isInet6() {
    return address.contains(":");
  }

  /** Makes a command run at this site. */
  LabCommand inside(LabCommand command) {
    return command.startedBy("ip", "netns", "exec", namespace);
  }
}
