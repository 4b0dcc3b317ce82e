package org.kxover.setup;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import org.kxover.kerberos.KerberosSyntaxException;
import org.kxover.kerberos.ProbeNames;
import org.kxover.kerberos.Realm;

/** {@code kadmin.local} for one realm, with the rights of root on the KDC's machine. */
public final class LocalKadmin {
  private static final String REALM_OPTION = "-r";

  /** By this string attribute kxoverd knows its crossovers. */
  private static final String MARKER = "kxover";

  /** On a crossover of a realm that an administrator blocked. */
  private static final String BLOCKED = "kxover.blocked";

  private static final String NO_PRINCIPAL = "Principal does not exist";
  private static final String NO_ATTRIBUTES = "(No string attributes.)";

  /** A line with an attribute. A failure's line begins with the request or the program. */
  private static final Pattern ATTRIBUTE = Pattern.compile("(?!get_strings: |kadmin)[^ :]+: .*");

  private final List<String> words;
  private final LocalCommand command;

  /**
   * @param words the command and its arguments
   */
  public LocalKadmin(List<String> words) {
    this.words = List.copyOf(words);
    this.command = new LocalCommand(words);
  }

  /** This command for another realm. */
  public LocalKadmin of(String realm) {
    List<String> other = new ArrayList<>(words);
    int option = other.indexOf(REALM_OPTION);
    if (option >= 0 && option + 1 < other.size()) {
      other.set(option + 1, realm);
    } else {
      other.addAll(List.of(REALM_OPTION, realm));
    }
    return new LocalKadmin(other);
  }

  /** The command as an administrator types it. */
  String commandLine() {
    return String.join(" ", words);
  }

  /** What it printed to one request. */
  LocalCommand.Output ask(String request) throws IOException {
    return command.run("-q", request);
  }

  /**
   * @param principal without characters that kadmin's parser treats specially
   * @throws IOException if the database cannot be read; the message says what to do
   */
  public boolean exists(String principal) throws IOException {
    LocalCommand.Output output = ask("get_principal " + principal);
    if (output.line("Principal: " + principal).isPresent()) {
      return true;
    }
    if (output.text().contains(NO_PRINCIPAL)) {
      return false;
    }
    throw new IOException("cannot look for " + principal + ": " + trouble(output));
  }

  /**
   * The value of a string attribute; empty if the principal has none of that name, or is not there.
   *
   * @throws IOException if the attributes cannot be read; the message says what to do
   */
  Optional<String> attribute(String principal, String name) throws IOException {
    LocalCommand.Output output = ask("get_strings " + principal);
    if (!areAttributes(output) && !output.text().contains(NO_PRINCIPAL)) {
      throw new IOException(
          "cannot read the string attributes of " + principal + ": " + trouble(output));
    }
    String start = name + ": ";
    return output.line(start).map(line -> line.substring(start.length()));
  }

  private static boolean areAttributes(LocalCommand.Output output) {
    return output.exitCode() == 0
        && output
            .text()
            .lines()
            .anyMatch(line -> line.equals(NO_ATTRIBUTES) || ATTRIBUTE.matcher(line).matches());
  }

  /** Adds a principal. */
  void add(String principal, String attributes) throws IOException {
    LocalCommand.Output output = ask("add_principal " + attributes + " " + principal);
    if (!exists(principal)) {
      throw new IOException("kadmin.local did not add " + principal + ": " + trouble(output));
    }
  }

  /** Deletes a principal if it is there. */
  void delete(String principal) throws IOException {
    if (exists(principal)) {
      LocalCommand.Output output = ask("delete_principal -force " + principal);
      if (exists(principal)) {
        throw new IOException("kadmin.local did not delete " + principal + ": " + trouble(output));
      }
    }
  }

  /**
   * The crossovers in the database: all of krbtgt but the realm's own.
   *
   * @throws IOException if they cannot be listed: then not even the realm's own is in the list
   */
  public List<String> crossovers(String realm) throws IOException {
    String own = "krbtgt/" + realm + "@" + realm;
    return list("the crossovers of " + realm, "krbtgt/", own).stream()
        .filter(name -> !name.equals(own))
        .toList();
  }

  /**
   * The principals whose names begin with a text.
   *
   * @param what they are, for people
   * @param certain one of them that must be there, so that a list without it is none
   */
  List<String> list(String what, String start, String certain) throws IOException {
    LocalCommand.Output output = ask("list_principals " + start + "*");
    List<String> all = output.text().lines().filter(line -> line.startsWith(start)).toList();
    if (!all.contains(certain)) {
      throw new IOException("cannot list " + what + ": " + trouble(output));
    }
    return all;
  }

  /**
   * The realms whose users come in with a key of kxoverd's. The guard's probe is not among them,
   * and no blocked realm.
   *
   * @param most of them; the search ends there
   */
  public List<String> comingIn(Realm realm, int most) throws IOException {
    String start = "krbtgt/" + realm + "@";
    List<String> found = new ArrayList<>();
    for (String name : crossovers(realm.name())) {
      // kxoverd makes crossovers of domain-style realms only, which need no quoting.
      if (found.size() < most
          && name.startsWith(start)
          && isOther(name.substring(start.length()))
          && attribute(name, MARKER).isPresent()
          && attribute(name, BLOCKED).isEmpty()) {
        found.add(name.substring(start.length()));
      }
    }
    return found;
  }

  private static boolean isOther(String realm) {
    try {
      return !Realm.parse(realm).equals(ProbeNames.REALM);
    } catch (KerberosSyntaxException e) {
      return false;
    }
  }

  /** Its last line, and what to do about it. */
  String trouble(LocalCommand.Output output) {
    return output.lastLine() + "; " + advice(output.text());
  }

  private String advice(String said) {
    if (said.contains("Permission denied") || said.contains("Operation not permitted")) {
      return "run this as root";
    }
    if (said.contains("Cannot open") || said.contains("No such file or directory")) {
      return said.contains("master key")
          ? "the stash file of the database's master key is missing: \"kdb5_util stash\" makes it"
          : "see that this machine has the database of the realm, and that database_name in"
              + " kdc.conf is right";
    }
    if (said.contains("master key")) {
      return "the stash file does not have the database's master key: \"kdb5_util stash\" makes"
          + " it anew";
    }
    if (said.contains("LDAP") || said.contains("Can't contact")) {
      return "see that the directory is running, and that ldap_servers and"
          + " ldap_service_password_file in kdc.conf are right";
    }
    if (said.contains("rofile") || said.contains("krb5 library")) {
      return "correct krb5.conf or kdc.conf: libkrb5 cannot read them";
    }
    if (said.contains("full") || said.contains("No space left")) {
      return "free space on the file system of the database first";
    }
    return "run \"" + commandLine() + "\" yourself, and mend what it says";
  }
}
