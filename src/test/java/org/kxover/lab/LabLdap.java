package org.kxover.lab;

import java.io.IOException;
import java.io.InputStream;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.SocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.zip.GZIPInputStream;

/** A realm's database in OpenLDAP, which several KDCs can share. */
final class LabLdap implements LabDatabase {
  private static final Path SCHEMA = Path.of("/usr/share/doc/krb5-kdc-ldap/kerberos.schema.gz");
  private static final String SUFFIX = "dc=lab";
  private static final String ADMINISTRATOR = "cn=admin," + SUFFIX;
  private static final String PASSWORD = "directory of the lab";
  private static final Duration LIMIT = Patience.LIMIT;

  private final Path folder;
  private final String url;

  /** Starts slapd below the realm's folder. */
  LabLdap(Lab lab, LabRealm realm) throws IOException {
    folder = Files.createDirectory(realm.folder().resolve("ldap"));
    Path socket = folder.resolve("ldapi");
    url = "ldapi://" + socket.toString().replace("/", "%2F");
    Path schema = folder.resolve("kerberos.schema");
    try (InputStream packed = new GZIPInputStream(Files.newInputStream(SCHEMA))) {
      Files.copy(packed, schema);
    }
    Files.createDirectory(folder.resolve("data"));
    Path config =
        Files.writeString(
            folder.resolve("slapd.conf"),
            """
            include /etc/ldap/schema/core.schema
            include %1$s
            modulepath /usr/lib/ldap
            moduleload back_mdb
            database mdb
            suffix "%2$s"
            rootdn "%3$s"
            rootpw "%4$s"
            directory %5$s/data
            index objectClass,krbPrincipalName eq
            """
                .formatted(schema, SUFFIX, ADMINISTRATOR, PASSWORD, folder));
    Path root =
        Files.writeString(
            folder.resolve("root.ldif"),
            "dn: %s\nobjectClass: dcObject\nobjectClass: organization\no: lab\ndc: lab\n"
                .formatted(SUFFIX));
    new LabCommand(folder, "slapadd", "-f", config.toString(), "-l", root.toString()).run();
    lab.closeAtEnd(
            new LabCommand(folder, "slapd", "-d", "0", "-h", url, "-f", config.toString()).start())
        .await("listens on " + socket, () -> accepts(socket), LIMIT);
  }

  /** The socket's file is there before slapd listens. */
  private static boolean accepts(Path socket) {
    try (SocketChannel channel = SocketChannel.open(UnixDomainSocketAddress.of(socket))) {
      return channel.isConnected();
    } catch (IOException e) {
      return false;
    }
  }

  /** Gives a principal another name, by which the KDC finds it too. */
  void alias(LabRealm realm, String principal, String alias) throws IOException {
    modify(
        realm,
        principal,
        "replace: krbCanonicalName\nkrbCanonicalName: %s\n-\nadd: krbPrincipalName\nkrbPrincipalName: %s\n"
            .formatted(principal, alias));
  }

  /** Lets a service act for its users at a target (S4U2Proxy). */
  void allowDelegation(LabRealm realm, String service, String target) throws IOException {
    modify(realm, service, "add: krbAllowedToDelegateTo\nkrbAllowedToDelegateTo: " + target + "\n");
  }

  private void modify(LabRealm realm, String principal, String changes) throws IOException {
    String entry =
        "dn: krbPrincipalName=%s,cn=%s,cn=krb5,%s\nchangetype: modify\n"
            .formatted(principal, realm.name(), SUFFIX);
    new LabCommand(folder, "ldapmodify", "-H", url, "-x", "-D", ADMINISTRATOR, "-w", PASSWORD)
        .input(entry + changes)
        .run();
  }

  @Override
  public String realmSettings() {
    return "database_module = ldap\nkey_stash_file = " + folder + "/stash\n";
  }

  @Override
  public String sections() {
    return """
    [dbmodules]
        ldap = {
            db_library = kldap
            ldap_servers = %s
            ldap_kerberos_container_dn = cn=krb5,%s
            ldap_kdc_dn = %s
            ldap_kadmind_dn = %s
            ldap_service_password_file = %s/service.keyfile
        }
    """
        .formatted(url, SUFFIX, ADMINISTRATOR, ADMINISTRATOR, folder);
  }

  @Override
  public void create(LabKdc kdc) throws IOException {
    kdc.program("kdb5_ldap_util", "stashsrvpw", "-f", folder + "/service.keyfile", ADMINISTRATOR)
        .input(PASSWORD + "\n" + PASSWORD + "\n")
        .run();
    kdc.program(
            "kdb5_ldap_util",
            "-D",
            ADMINISTRATOR,
            "-w",
            PASSWORD,
            "create",
            "-subtrees",
            SUFFIX,
            "-r",
            kdc.realm().name(),
            "-s",
            "-P",
            "master key of the lab")
        .run();
  }
}
