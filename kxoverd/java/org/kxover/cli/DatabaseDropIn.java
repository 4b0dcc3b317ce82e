package org.kxover.cli;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** The drop-in of kxoverd's unit for a daemon that reads and changes the database as root. */
final class DatabaseDropIn {
  /** The folders of databases that the AppArmor profile knows. */
  static final List<String> PROFILED =
      List.of(
          "/etc/krb5kdc", "/var/lib/krb5kdc", "/usr/local/var/krb5kdc", "/var/kerberos/krb5kdc");

  private DatabaseDropIn() {}

  /**
   * @param database the file of the realm's database
   */
  static List<String> lines(Path database) {
    Path folder = database.toAbsolutePath().getParent();
    List<String> lines =
        new ArrayList<>(
            List.of(
                "# Made by kxover setup.",
                "[Service]",
                "User=root",
                "Group=root",
                "PrivateUsers=no",
                // The sockets' folder belongs to the user kxover.
                "CapabilityBoundingSet=CAP_DAC_OVERRIDE",
                "ReadWritePaths=-" + folder));
    if (PROFILED.stream().noneMatch(folder::startsWith)) {
      lines.add("# The AppArmor profile does not allow that folder. See INSTALL.md, AppArmor.");
      lines.add("AppArmorProfile=");
    }
    return lines;
  }
}
