package org.kxover.check;

import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;

/** Mistakes at kadmind, and with the files of kxoverd. */
final class KadminMistakes {
  private final MistakesWorld world;

  KadminMistakes(MistakesWorld world) {
    this.world = world;
  }

  List<Mistake> all() {
    Path acl = world.a.folder().resolve("kadm5.acl");
    Path key = world.a.folder().resolve("kx.key");
    String[] rights = new String[1];
    return List.of(
        new Mistake(
            "the keytab belongs to root",
            MistakesWorld.HERE,
            () -> Files.setAttribute(world.kadmind.keytab(), "unix:uid", 0),
            "key database: .*Permission denied",
            "chown " + MistakesWorld.USER + " " + world.kadmind.keytab(),
            advice -> world.run(MistakesWorld.part("(chown .*)", advice))),
        new Mistake(
            "the keytab is old",
            MistakesWorld.HERE,
            () ->
                world
                    .kdc()
                    .kadmin("ktadd -k " + world.a.folder().resolve("another") + " kxover/admin"),
            "key database: ",
            "write the present key into the keytab: kadmin.local ",
            advice -> world.run(MistakesWorld.part("(kadmin.local .*)", advice))),
        new Mistake(
            "kadmind does not run",
            MistakesWorld.HERE,
            () -> world.kadmind.stop(),
            "key database: ",
            "^start kadmind",
            advice -> world.kadmind.start()),
        new Mistake(
            "kadmind gives no rights",
            MistakesWorld.HERE,
            () -> {
              rights[0] = Files.readString(acl);
              Files.writeString(acl, "nobody/admin *\n");
              world.kadmind.stop();
              world.kadmind.start();
            },
            "key database: .*Operation requires",
            "give kxover/admin its rights in kadm5.acl with \"kxover setup --realm A.EXAMPLE\"",
            advice -> {
              Files.writeString(acl, rights[0]);
              world.kadmind.stop();
              world.kadmind.start();
            }),
        new Mistake(
            "others can read the private key",
            MistakesWorld.HERE,
            () -> Files.setPosixFilePermissions(key, PosixFilePermissions.fromString("rw-r--r--")),
            "permissions: .*can read or write .*kx.key",
            "^chmod 600 ",
            world::run));
  }
}
