package org.kxover.lab;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * Debian's NFS-Ganesha, an NFSv4 server without the kernel, with one folder in memory for those who
 * authenticate with Kerberos. Its package is not installed.
 */
public final class LabGanesha {
  /** NFS4ERR_WRONGSEC, for those who do not authenticate. */
  public static final int WRONG_SECURITY = 10_016;

  private static final Path SOURCE = Path.of("src/test/c/nfs_client.c").toAbsolutePath();
  private static final String FOLDER = "files";

  private final ServiceHome home;
  private final LabProcess process;
  private final Path client;

  /**
   * Needs root, as it takes on the uid of each user.
   *
   * @param host in the realm, with a principal {@code nfs/...}
   */
  public LabGanesha(Lab lab, LabRealm realm, String host) throws IOException {
    home = new ServiceHome(lab, realm, "nfs/" + host);
    client = home.folder().resolve("nfs_client");
    List<String> compiler = List.of("-std=gnu99", "-Wall", "-Werror", "-I/usr/include/tirpc");
    List<String> words = new ArrayList<>(compiler);
    words.addAll(List.of("-o", client.toString(), SOURCE.toString()));
    words.addAll(List.of("-ltirpc", "-lgssapi_krb5"));
    new LabCommand(home.folder(), "cc", words.toArray(String[]::new)).run();
    LabPrograms ganesha = LabPrograms.ofThisRelease("nfs-ganesha", "nfs-ganesha-mem");
    Path settings =
        home.write(
            "ganesha.conf",
            """
            NFS_CORE_PARAM {
                Protocols = 4;
                NFS_Port = %1$d;
                Bind_addr = %2$s;
                Plugins_Dir = "%3$s/ganesha";
                Enable_UDP = false;
                Enable_NLM = false;
                Enable_RQUOTA = false;
            }
            NFSV4 {
                Graceless = true;
                RecoveryBackend = fs;
                RecoveryRoot = "%4$s/recovery";
            }
            NFS_KRB5 {
                PrincipalName = "nfs@%5$s";
                KeytabPath = "%6$s";
                CCacheDir = "%4$s/tickets";
                Active_krb5 = true;
            }
            EXPORT {
                Export_Id = 1;
                Path = "/%7$s";
                Pseudo = "/%7$s";
                Protocols = 4;
                Transports = TCP;
                SecType = krb5, krb5i, krb5p;
                Access_Type = RO;
                FSAL { Name = MEM; }
            }
            LOG {
                COMPONENTS {
                    IDMAPPER = FULL_DEBUG;
                    DISPATCH = FULL_DEBUG;
                }
            }
            """
                .formatted(
                    home.port(),
                    home.address(),
                    ganesha.libraries(),
                    home.folder(),
                    host,
                    home.keytab(),
                    FOLDER));
    process =
        home.startAsRoot(
            home.program(
                    ganesha.folder().resolve("usr/bin/ganesha.nfsd").toString(),
                    "-F",
                    "-f",
                    settings.toString(),
                    "-p",
                    home.folder().resolve("pid").toString(),
                    "-L",
                    "STDERR")
                .env(
                    "LD_LIBRARY_PATH",
                    ganesha.libraries() + ":" + ganesha.folder().resolve("usr/lib/ganesha")));
  }

  /**
   * Looks for the folder as {@code user}, encrypted, and prints {@code status} and the server's
   * answer, 0 if it is there.
   *
   * @param how nothing, or {@code unknown} for a client that does not authenticate
   */
  public LabCommand.Output look(LabUser user, String... how) throws IOException {
    List<String> words =
        new ArrayList<>(List.of(home.host(), Integer.toString(home.port()), FOLDER));
    words.addAll(List.of(how));
    return user.program(client.toString(), words.toArray(String[]::new)).runToAnyEnd();
  }

  /** Waits until the server's log has {@code words}. */
  public void awaitLine(String words) {
    process.awaitLine(words, Patience.LIMIT);
  }
}
