package org.kxover.lab;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** Debian's smbd as a standalone server with one share, and with Kerberos as the way to log in. */
public final class LabSmbd {
  private final ServiceHome home;
  private final LabProcess process;

  /**
   * Needs root, as smbd takes on the uid of each user.
   *
   * @param host in the realm, with a principal {@code cifs/...}
   * @param guest who is the account of that machine, such as {@code A.EXAMPLE\\alice}
   */
  public LabSmbd(Lab lab, LabRealm realm, String host, String guest) throws IOException {
    home = new ServiceHome(lab, realm, "cifs/" + host);
    Files.writeString(
        Files.createDirectories(home.folder().resolve("files")).resolve("page.txt"), "a file\n");
    for (String folder : new String[] {"private", "lock", "state", "cache", "run", "ncalrpc"}) {
      Files.createDirectories(home.folder().resolve(folder));
    }
    Path map = home.write("users.map", "%s = %s\n".formatted(ServiceHome.ACCOUNT, guest));
    home.write(
        "smb.conf",
        """
        [global]
            server role = standalone server
            realm = %1$s
            workgroup = LAB
            kerberos method = dedicated keytab
            dedicated keytab file = %2$s
            map to guest = Never
            guest account = %7$s
            username map = %3$s
            smb ports = %4$d
            interfaces = %5$s/8
            bind interfaces only = yes
            private dir = %6$s/private
            lock directory = %6$s/lock
            state directory = %6$s/state
            cache directory = %6$s/cache
            pid directory = %6$s/run
            ncalrpc dir = %6$s/ncalrpc
            log level = 3
            load printers = no
            disable spoolss = yes
        [files]
            path = %6$s/files
            read only = yes
        """
            .formatted(
                realm.name(),
                home.keytab(),
                map,
                home.port(),
                home.address(),
                home.folder(),
                ServiceHome.ACCOUNT));
    process =
        home.startAsRoot(
            home.program("smbd", "-F", "--debug-stdout", "-s", home.folder() + "/smb.conf")
                // It ends at the end of a pipe on its standard input.
                .startedBy("sh", "-c", "exec \"$@\" </dev/null", "smbd"));
  }

  /** Reads the file of the share with smbclient, as {@code user}. */
  public LabCommand.Output get(LabUser user) throws IOException {
    return user.program(
            "smbclient",
            "--use-kerberos=required",
            "--use-krb5-ccache=" + user.environment().get("KRB5CCNAME"),
            "-p",
            Integer.toString(home.port()),
            "-s",
            "/dev/null",
            "//" + home.host() + "/files",
            "-c",
            "get page.txt -")
        .runToAnyEnd();
  }

  /** Waits until the server's log has {@code words}. */
  public void awaitLine(String words) {
    process.awaitLine(words, Patience.LIMIT);
  }
}
