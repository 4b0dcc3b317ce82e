package org.kxover.kdcsocket;

/** Gives a socket what a guard sends, at once and in this thread. */
public final class GuardDatagrams {
  private GuardDatagrams() {}

  public static void give(RefusalSocket socket, byte[] datagram) {
    socket.receive(datagram);
  }
}
