package org.kxover.cli;

import java.io.IOException;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.Callable;
import org.kxover.config.ConfigException;
import org.kxover.discovery.Discovery;
import org.kxover.discovery.DiscoveryException;
import org.kxover.discovery.DiscoveryFailure;
import org.kxover.dns.TrustAnchorException;
import org.kxover.kerberos.KerberosSyntaxException;
import org.kxover.kerberos.Realm;
import org.kxover.opening.OpenRules;
import org.kxover.opening.Service;
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
          + " with your own rights.",
      "A service without that record is found by nobody who is not told its realm. That hides"
          + " nothing: anybody can guess it. Services that kdc.conf opens ([kxover] open) are not"
          + " listed."
    },
    footerHeading = "%nJSON:%n",
    footer = {
      "An object with services, a list of objects with service, open (the rules), realm_in_dns or"
          + " no_realm_in_dns (the reason), key_types (a list)."
    },
    exitCodeListHeading = "%nExit codes:%n",
    exitCodeList = {
      "0:the list was printed; it may be empty",
      "1:failed; the reason is on standard error",
      "2:the command line is wrong"
    })
final class ServicesCommand extends ServiceCommand implements Callable<Integer> {
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
    Realm local = own().realm();
    List<Service> services = database(own()).openServices();
    Discovery dns = new Discovery(resolver.of(settings().load()), new Random(random.nextLong()));
    List<Map<String, Object>> items = new ArrayList<>();
    long end = System.nanoTime() + ALL_HOSTS.toNanos();
    for (Service service : services) {
      Map<String, Object> item = item(service);
      addRealm(item, service.name().host(), dns, end);
      items.add(item);
    }
    if (json) {
      print(Json.of(Map.of("services", items)));
    } else if (items.isEmpty()) {
      print("No service of " + local + " is open to users of other realms.");
    } else {
      items.forEach(item -> print(item, local));
    }
    return CommandLine.ExitCode.OK;
  }

  private static Map<String, Object> item(Service service) {
    Map<String, Object> item = new LinkedHashMap<>();
    item.put("service", service.name().toString());
    item.put("open", service.open().orElseThrow());
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

  private void print(Map<String, Object> item, Realm local) {
    print(item.get("service").toString());
    print("  open:  " + rules(item.get("open").toString()));
    Object named = item.get("realm_in_dns");
    print(
        "  DNS:   "
            + (named == null
                ? "no secure _kerberos TXT record: " + item.get("no_realm_in_dns")
                : named.equals(local.name())
                    ? "secure _kerberos TXT record"
                    : "the secure _kerberos TXT record names " + named));
    print(
        "  keys:  "
            + String.join(
                ", ", ((List<?>) item.get("key_types")).stream().map(Object::toString).toList()));
  }

  private static String rules(String value) {
    try {
      return OpenRules.parse(value).toString();
    } catch (KerberosSyntaxException e) {
      return "to nobody, because the guard cannot read it: " + e.getMessage();
    }
  }
}
