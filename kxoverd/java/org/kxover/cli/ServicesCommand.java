package org.kxover.cli;

import java.io.IOException;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.Callable;
import org.kxover.config.ConfigException;
import org.kxover.config.ControlSettings;
import org.kxover.config.RealmSettings;
import org.kxover.config.Settings;
import org.kxover.control.ControlClient;
import org.kxover.control.ControlException;
import org.kxover.control.ControlRequest;
import org.kxover.discovery.Discovery;
import org.kxover.discovery.DiscoveryException;
import org.kxover.discovery.DiscoveryFailure;
import org.kxover.dns.TrustAnchorException;
import org.kxover.kerberos.KerberosSyntaxException;
import org.kxover.kerberos.Printable;
import org.kxover.kerberos.Realm;
import org.kxover.opening.OpenPatterns;
import org.kxover.opening.OpenRules;
import org.kxover.opening.OpenServices;
import org.kxover.opening.Service;
import org.kxover.setup.KdcProfile;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code kxover services}: lists the services that are open to users of other realms. */
@Command(
    name = "services",
    mixinStandardHelpOptions = true,
    description = {
      "Lists the services that are open to users of other realms, and to whom. For each of them it"
          + " says which realm the _kerberos TXT record of its host names in secure DNS, or why"
          + " there is none, and which encryption types its newest key has. It reads the database"
          + " with your own rights, and open in [kxover] of kdc.conf.",
      "The running kxoverd adds when the guard in a KDC refused somebody last, and why. Closed"
          + " services are listed where it did. kxoverd remembers 1024 services, and forgets all when"
          + " it is restarted. Another realm chose the client's name, and it can be a lie. log_clients in [kdc] of"
          + " kxoverd.conf says how much of it is shown.",
      "A service without that record is found by nobody who is not told its realm. That hides"
          + " nothing: anybody can guess it."
    },
    footerHeading = "%nJSON:%n",
    footer = {
      "An object with services, a list of objects with service, open (the rules) and opened_by (a"
          + " pattern in kdc.conf) if it is open, realm_in_dns or no_realm_in_dns (the reason),"
          + " key_types (a list), refused (an object with client, reason, mode, count, first, last) if"
          + " somebody was refused; unread, the number of principals whose names kadmin does not take;"
          + " no_patterns and no_refusals (the reason) where kdc.conf cannot be read or kxoverd does"
          + " not answer; and invalid_pattern, if kdc.conf has one that the guard does not take."
    },
    exitCodeListHeading = "%nExit codes:%n",
    exitCodeList = {
      "0:the list was printed; it may be empty",
      "1:failed; the reason is on standard error",
      "2:the command line is wrong"
    })
final class ServicesCommand extends ServiceCommand implements Callable<Integer> {
  private static final String EVERYBODY = "allow *";
  private static final int MAX_NAME = 300;
  private static final Duration ONE_HOST = Duration.ofSeconds(10);
  private static final Duration ALL_HOSTS = Duration.ofMinutes(2);

  @Option(names = "--json", description = "print one JSON object on standard output, for programs")
  private boolean json;

  private final Resolver resolver;
  private final SecureRandom random;

  ServicesCommand(SettingsFile settings, Resolver resolver, SecureRandom random) {
    super(settings);
    this.resolver = resolver;
    this.random = random;
  }

  @Override
  public Integer call() throws ConfigException, IOException, TrustAnchorException {
    RealmSettings own = own();
    Map<String, Object> answer = new LinkedHashMap<>();
    OpenPatterns patterns = patterns(own, answer);
    patterns.invalid().ifPresent(pattern -> answer.put("invalid_pattern", pattern));
    OpenServices open = database(own).openServices(patterns);
    Map<String, Map<String, String>> refused = refused(own, answer);
    Discovery dns = new Discovery(resolver.of(settings().load()), new Random(random.nextLong()));
    List<Map<String, Object>> items = new ArrayList<>();
    long end = System.nanoTime() + ALL_HOSTS.toNanos();
    for (Service service : open.services()) {
      Map<String, Object> item = item(service);
      if (service.name().isPresent()) {
        addRealm(item, service.name().get().host(), dns, end);
      }
      Optional.ofNullable(refused.remove(service.principal()))
          .ifPresent(one -> item.put("refused", one));
      items.add(item);
    }
    refused.forEach(
        (service, one) -> {
          Map<String, Object> item = new LinkedHashMap<>();
          item.put("service", service);
          item.put("refused", one);
          items.add(item);
        });
    answer.put("services", items);
    answer.put("unread", open.unread());
    if (json) {
      print(Json.of(answer));
    } else {
      print(answer, items, open, own.realm());
    }
    return CommandLine.ExitCode.OK;
  }

  private static OpenPatterns patterns(RealmSettings own, Map<String, Object> answer) {
    Map<String, String> environment = new HashMap<>(System.getenv());
    environment.putAll(own.kadminEnvironment());
    try {
      return OpenPatterns.in(KdcProfile.read(environment), own.realm());
    } catch (IOException e) {
      answer.put("no_patterns", e.getMessage());
      return OpenPatterns.NONE;
    }
  }

  /** What the guards refused, by service. */
  private Map<String, Map<String, String>> refused(RealmSettings own, Map<String, Object> answer)
      throws ConfigException {
    Settings all = settings().load();
    Map<String, Map<String, String>> refused = new LinkedHashMap<>();
    try {
      ControlClient daemon =
          new ControlClient(all.get(ControlSettings.SOCKET), all.get(ControlSettings.TIMEOUT));
      for (Map<String, String> item :
          daemon.ask(ControlRequest.refusals(Optional.of(own.realm()))).items()) {
        Map<String, String> one = new LinkedHashMap<>();
        for (String name : List.of("client", "reason", "mode", "count", "first", "last")) {
          one.put(name, item.getOrDefault(name, ""));
        }
        refused.put(item.getOrDefault("service", ""), one);
      }
    } catch (ControlException e) {
      answer.put("no_refusals", e.getMessage());
    }
    return refused;
  }

  private static Map<String, Object> item(Service service) {
    Map<String, Object> item = new LinkedHashMap<>();
    item.put("service", service.principal());
    item.put("open", service.open().orElse(EVERYBODY));
    service.byPattern().ifPresent(pattern -> item.put("opened_by", pattern));
    item.put("key_types", service.keyTypes());
    return item;
  }

  private static void addRealm(Map<String, Object> item, String host, Discovery dns, long end) {
    Duration left = Duration.ofNanos(end - System.nanoTime());
    if (left.isNegative()) {
      item.put("no_realm_in_dns", "not looked up: DNS took too long for the others");
      return;
    }
    try {
      Realm named = dns.realmOf(host, left.compareTo(ONE_HOST) < 0 ? left : ONE_HOST).realm();
      item.put("realm_in_dns", named.name());
    } catch (DiscoveryException e) {
      item.put(
          "no_realm_in_dns",
          e.failure() == DiscoveryFailure.ABSENT ? "there is no record" : e.getMessage());
    }
  }

  private void print(
      Map<String, Object> answer, List<Map<String, Object>> items, OpenServices open, Realm local) {
    if (open.services().isEmpty()) {
      print("No service of " + local + " is open to users of other realms.");
    }
    items.forEach(item -> print(item, local));
    if (answer.containsKey("invalid_pattern")) {
      print(
          "The guard refuses all of these, and everybody else with a key of kxoverd's: open = "
              + Printable.line(answer.get("invalid_pattern").toString(), MAX_NAME)
              + " in kdc.conf is not valid. Write one pattern a line, without a realm, such as open"
              + " = HTTP/*; then restart the KDC.");
    }
    if (answer.containsKey("no_patterns")) {
      print("It is not known whether kdc.conf opens any: " + answer.get("no_patterns"));
    }
    if (answer.containsKey("no_refusals")) {
      print("It is not known what the guard refused: " + answer.get("no_refusals"));
    }
    if (open.unread() > 0) {
      print(open.unread() + " principals have names that kadmin does not take.");
    }
  }

  private void print(Map<String, Object> item, Realm local) {
    print(Printable.line(item.get("service").toString(), MAX_NAME));
    print("  open:  " + openTo(item));
    if (item.containsKey("realm_in_dns") || item.containsKey("no_realm_in_dns")) {
      Object named = item.get("realm_in_dns");
      print(
          "  DNS:   "
              + (named == null
                  ? "no secure _kerberos TXT record: " + item.get("no_realm_in_dns")
                  : named.equals(local.name())
                      ? "secure _kerberos TXT record"
                      : "the secure _kerberos TXT record names " + named));
    }
    if (item.get("key_types") instanceof List<?> types) {
      print("  keys:  " + String.join(", ", types.stream().map(Object::toString).toList()));
    }
    if (item.get("refused") instanceof Map<?, ?> one) {
      print(
          "  %s: %s at %s: %s (%s times since %s)"
              .formatted(
                  "observe".equals(one.get("mode")) ? "would refuse" : "refused",
                  one.get("client"),
                  one.get("last"),
                  one.get("reason"),
                  one.get("count"),
                  one.get("first")));
    }
  }

  private static String openTo(Map<String, Object> item) {
    if (item.containsKey("opened_by")) {
      return item.get("open") + " (open = " + item.get("opened_by") + " in kdc.conf)";
    }
    if (!item.containsKey("open")) {
      return "to nobody";
    }
    try {
      OpenRules rules = OpenRules.parse(item.get("open").toString());
      return (rules.isForNobody() ? "to nobody: " : "") + rules;
    } catch (KerberosSyntaxException e) {
      return "to nobody, because the guard cannot read it: " + e.getMessage();
    }
  }
}
