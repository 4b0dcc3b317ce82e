package org.kxover.lab;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** Debian's slapd with SASL GSSAPI, and one entry that only some users may read. */
public final class LabSlapd {
  /** The entry's DN. */
  public static final String ENTRY = "cn=for readers,o=b";

  private final ServiceHome home;

  /**
   * @param host in the realm, with a principal {@code ldap/...}
   * @param reader the DN of the user who may read the entry
   */
  public LabSlapd(Lab lab, LabRealm realm, String host, String reader) throws IOException {
    this(lab, realm, host, List.of("by dn.exact=\"" + reader + "\" read"));
  }

  /**
   * As {@link #LabSlapd(Lab, LabRealm, String, String)}.
   *
   * @param access the lines that say who may read the entry
   */
  public LabSlapd(Lab lab, LabRealm realm, String host, List<String> access) throws IOException {
    home = new ServiceHome(lab, realm, "ldap/" + host);
    Files.createDirectory(home.folder().resolve("entries"));
    Path settings =
        home.write(
            "slapd.conf",
            """
            include /etc/ldap/schema/core.schema
            pidfile %1$s/slapd.pid
            # No mechanism that identifies users without authentication.
            sasl-secprops noanonymous,noplain,minssf=1
            database ldif
            suffix "o=b"
            directory %1$s/entries
            access to * %2$s by * none
            """
                .formatted(home.folder(), String.join(" ", access)));
    new LabCommand(home.folder(), "slapadd", "-f", settings.toString())
        .input(
            """
            dn: o=b
            objectClass: organization
            o: b

            dn: %s
            objectClass: organizationalRole
            cn: for readers
            description: what only a reader sees
            """
                .formatted(ENTRY))
        .run();
    home.start(
        home.program(
            "slapd",
            "-d",
            "256",
            "-f",
            settings.toString(),
            "-h",
            "ldap://" + home.address() + ":" + home.port()));
  }

  /** Runs ldapwhoami as {@code user} with SASL GSSAPI. */
  public LabCommand.Output whoami(LabUser user) throws IOException {
    return user.program("ldapwhoami", "-Q", "-Y", "GSSAPI", "-H", "ldap://" + home).runToAnyEnd();
  }

  /** Runs ldapsearch for the entry as {@code user} with SASL GSSAPI. */
  public LabCommand.Output search(LabUser user) throws IOException {
    return user.program(
            "ldapsearch", "-Q", "-LLL", "-Y", "GSSAPI", "-H", "ldap://" + home, "-b", ENTRY)
        .runToAnyEnd();
  }

  /** Runs ldapsearch for the entry with an anonymous bind. */
  public LabCommand.Output searchAnonymously(LabUser user) throws IOException {
    return user.program("ldapsearch", "-x", "-LLL", "-H", "ldap://" + home, "-b", ENTRY)
        .runToAnyEnd();
  }
}
