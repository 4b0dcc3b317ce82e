package org.kxover.opening;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.kxover.kerberos.KerberosSyntaxException;
import org.kxover.kerberos.ProbeNames;
import org.kxover.kerberos.Realm;
import org.kxover.setup.LocalCommand;
import org.kxover.setup.PromptedLines;

/** The services in a realm's database, through the administrator's own kadmin. */
public final class ServiceDatabase {
  /** So many services are read in one run of kadmin. */
  private static final int BATCH = 500;

  /**
   * The guard refuses these whatever their attribute says, and kxoverd's probe is not a service.
   */
  private static final List<String> NEVER_OPEN =
      List.of("krbtgt/", "kadmin/", "kiprop/", ProbeNames.SERVICE + "/");

  private final Realm realm;
  private final LocalCommand kadmin;

  /**
   * @param kadmin the command and its arguments, which must not ask for a password
   * @param environment variables for kadmin in addition to those of this process
   */
  public ServiceDatabase(Realm realm, List<String> kadmin, Map<String, String> environment) {
    this.realm = realm;
    this.kadmin = new LocalCommand(kadmin, environment);
  }

  /**
   * Reads a service. If the name is an alias, the result has the name that it stands for.
   *
   * @throws IOException if there is no such principal, if it must not be opened, or if kadmin
   *     failed
   */
  public Service find(ServiceName name) throws IOException {
    LocalCommand.Output said = kadmin.read(ServiceRequest.read(name.toString()));
    ServiceOutput output = new ServiceOutput(realm, said.text());
    Optional<String> canonical = output.canonicalName();
    if (canonical.isEmpty()) {
      throw new IOException(
          said.text().contains("Principal does not exist")
              ? "there is no principal " + name + "; add it with kadmin first"
              : "kadmin did not read " + name + ": " + PromptedLines.complaint(said.text()));
    }
    try {
      // An alias must not lead to a principal that must not be opened.
      ServiceName.parse(canonical.get(), realm);
    } catch (KerberosSyntaxException e) {
      throw new IOException(name + " is an alias: " + e.getMessage(), e);
    }
    return output.services().get(0);
  }

  /**
   * Opens a service to the users that the rules let in.
   *
   * @throws IOException if the database does not have the rules after that
   */
  public void open(Service service, OpenRules rules) throws IOException {
    ServiceName name = service.name().orElseThrow();
    change(ServiceRequest.open(name, rules), name, Optional.of(rules.toString()));
  }

  /**
   * Closes a service to the users of all other realms.
   *
   * @throws IOException if the database has rules after that
   */
  public void close(Service service) throws IOException {
    ServiceName name = service.name().orElseThrow();
    change(ServiceRequest.close(name), name, Optional.empty());
  }

  private void change(String request, ServiceName name, Optional<String> wanted)
      throws IOException {
    LocalCommand.Output said = kadmin.read(List.of(request));
    if (!find(name).open().equals(wanted)) {
      throw new IOException(
          "kadmin did not change " + name + ": " + PromptedLines.complaint(said.text()));
    }
  }

  /**
   * All principals that are open: those with rules of their own, and those that a pattern matches.
   * Principals of users are among them, and those of hosts without a domain.
   *
   * @throws IOException if kadmin cannot list the principals
   */
  public OpenServices openServices(OpenPatterns patterns) throws IOException {
    LocalCommand.Output listed = kadmin.read(List.of(ServiceRequest.list()));
    List<String> lines = PromptedLines.of(listed.text());
    if (!lines.contains("krbtgt/" + realm + "@" + realm)) {
      throw new IOException(
          "kadmin did not list the principals: " + PromptedLines.complaint(listed.text()));
    }
    List<String> principals =
        lines.stream()
            .filter(line -> line.endsWith("@" + realm))
            .filter(line -> NEVER_OPEN.stream().noneMatch(line::startsWith))
            .sorted()
            .toList();
    List<String> names = principals.stream().filter(ServiceRequest::canAskFor).toList();
    List<Service> open = new ArrayList<>();
    for (int from = 0; from < names.size(); from += BATCH) {
      List<String> requests = new ArrayList<>();
      for (String name : names.subList(from, Math.min(from + BATCH, names.size()))) {
        requests.addAll(ServiceRequest.read(name));
      }
      new ServiceOutput(realm, kadmin.read(requests).text())
          .services().stream()
              .map(one -> one.with(patterns))
              .filter(Service::isOpen)
              .forEach(open::add);
    }
    return new OpenServices(open, principals.size() - names.size());
  }
}
