package org.kxover.check;

import java.util.List;

/** Mistakes in our own zone, and at the resolver. */
final class OurDnsMistakes {
  private final MistakesWorld world;

  OurDnsMistakes(MistakesWorld world) {
    this.world = world;
  }

  List<Mistake> all() {
    String publish = "publish the records that \"kxover dns\" prints";
    String other = world.record(" TLSA ").replace(world.a.kxoverd().tlsa(), "00".repeat(32));
    String old = "_kerberos-tls._tcp SRV 0 0 1 kx";
    String otherPort = "_kerberos-tls._tcp SRV 0 0 2 kx";
    String noAddress = "_kerberos._tcp SRV 0 0 88 nowhere";
    String oldKdc = "_kerberos._tcp SRV 0 0 1 kdc";
    return List.of(
        new Mistake(
            "the resolver does not run",
            MistakesWorld.HERE,
            () -> world.lab.dns().stop(),
            "secure DNS: \\. SOA: failed",
            "^start the resolver at 127.0.0.1:",
            advice -> world.lab.dns().restart()),
        new Mistake(
            "the SRV record is not published",
            MistakesWorld.HERE,
            () -> world.reload(() -> world.zoneOfA.remove(world.record(" SRV "))),
            "_kerberos-tls._tcp.a.example SRV and TLSA: .*absent",
            publish,
            advice -> world.reload(() -> world.zoneOfA.add(world.record(" SRV ")))),
        new Mistake(
            "the SRV record names another port",
            MistakesWorld.HERE,
            () ->
                world.reload(
                    () -> {
                      world.zoneOfA.remove(world.record(" SRV "));
                      world.zoneOfA.add(otherPort);
                      world.zoneOfA.add("_2._tcp.kx TLSA 3 1 1 " + world.a.kxoverd().tlsa());
                    }),
            "_kerberos-tls._tcp.a.example SRV and TLSA: the servers in DNS are .*:2.*but not kx.a.ex",
            publish,
            advice ->
                world.reload(
                    () -> {
                      world.zoneOfA.remove(otherPort);
                      world.zoneOfA.add(world.record(" SRV "));
                    })),
        new Mistake(
            "the TLSA record is that of another key",
            MistakesWorld.HERE,
            () ->
                world.reload(
                    () -> {
                      world.zoneOfA.remove(world.record(" TLSA "));
                      world.zoneOfA.add(other);
                    }),
            "certificate: .*does not match the TLSA records: .*"
                + world.a.kxoverd().tlsa()
                + ".*0000",
            publish,
            advice ->
                world.reload(
                    () -> {
                      world.zoneOfA.remove(other);
                      world.zoneOfA.add(world.record(" TLSA "));
                    })),
        new Mistake(
            "the TXT record has another spelling",
            MistakesWorld.HERE,
            () ->
                world.reload(
                    () -> {
                      world.zoneOfA.remove(world.record(" TXT "));
                      world.zoneOfA.add("_kerberos TXT \"a.example\"");
                    }),
            "_kerberos.a.example TXT: .*but the realm is A.EXAMPLE",
            "replace this record by that which \"kxover dns\" prints",
            advice ->
                world.reload(
                    () -> {
                      world.zoneOfA.remove("_kerberos TXT");
                      world.zoneOfA.add(world.record(" TXT "));
                    })),
        new Mistake(
            "an SRV record names a kxoverd that is gone",
            MistakesWorld.HERE,
            () ->
                world.reload(
                    () -> {
                      world.zoneOfA.add(old);
                      world.zoneOfA.add("_1._tcp.kx TLSA 3 1 1 " + world.a.kxoverd().tlsa());
                    }),
            "kx.a.example \\(127.0.0.1:1\\), seen from this machine only: ",
            "start kxoverd there, .*or delete its SRV record",
            advice -> world.reload(() -> world.zoneOfA.remove(old))),
        new Mistake(
            "an SRV record names a KDC that is gone",
            MistakesWorld.HERE,
            () -> world.reload(() -> world.zoneOfA.add(oldKdc)),
            "KDC kdc.a.example:1: 127.0.0.1:1 does not answer \\(seen from this machine only\\)",
            "or delete its SRV records",
            advice -> world.reload(() -> world.zoneOfA.remove(oldKdc))),
        new Mistake(
            "an SRV record names a KDC without an address",
            MistakesWorld.HERE,
            () -> world.reload(() -> world.zoneOfA.add(noAddress)),
            "KDC nowhere.a.example:88: DNS names it, and has no address for it",
            "publish an A or AAAA record for it, or delete its SRV records",
            advice -> world.reload(() -> world.zoneOfA.remove(noAddress))),
        new Mistake(
            "a host of ours has no TXT record",
            "www.a.example",
            () -> world.reload(() -> world.zoneOfA.add("www A 127.0.0.1")),
            "_kerberos.www.a.example TXT: absent",
            "^publish _kerberos.www.a.example TXT \"A.EXAMPLE\"$",
            advice -> world.reload(() -> world.zoneOfA.add("_kerberos.www TXT \"A.EXAMPLE\""))),
        new Mistake(
            "a wildcard is hidden by the host's own record",
            "x.apps.a.example",
            () ->
                world.reload(
                    () -> {
                      world.zoneOfA.add("*.apps TXT \"A.EXAMPLE\"");
                      world.zoneOfA.add("x.apps A 127.0.0.1");
                    }),
            "_kerberos.x.apps.a.example TXT: absent",
            "publish _kerberos.x.apps.a.example. TXT beside the wildcard",
            advice -> world.reload(() -> world.zoneOfA.add("_kerberos.x.apps TXT \"A.EXAMPLE\""))));
  }
}
