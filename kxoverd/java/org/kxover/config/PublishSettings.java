package org.kxover.config;

import java.net.InetSocketAddress;
import java.util.Optional;

/** Section {@code [publish]}: how the command {@code kxover} changes DNS. */
public final class PublishSettings {
  private static final Declarations<Settings> DECLARED = new Declarations<>();

  public static final Setting<Settings, PublishMethod> METHOD =
      DECLARED.byDefault(
          "method",
          PublishMethod.TYPE,
          "key",
          """
          How "kxover dns publish" and the timer change DNS. key: nsupdate with the key of the
          zone, /etc/kxover/dns/ZONE.key. local: nsupdate -l, with the key that BIND on this
          machine makes itself. gss: nsupdate -g, with the key in /etc/kxover/dns/client.keytab, or
          else with the Kerberos ticket of whoever runs it. An absolute path: that program, for
          providers without DNS UPDATE (see kxover(8)).""");

  public static final Setting<Settings, Optional<InetSocketAddress>> SERVER =
      DECLARED.optional(
          "server",
          Types.ADDRESS,
          "192.0.2.53:53",
          """
          The server to change, and to compare with, instead of those that the zone names. It is
          for zones whose primary server is hidden.""");

  static final Section<Settings> SECTION =
      Section.of(
          "publish",
          """
          How the records of "kxover dns" get into DNS. Only the command kxover uses this section.
          The daemon never changes DNS, and cannot read the keys for it.""",
          DECLARED);

  private PublishSettings() {}
}
