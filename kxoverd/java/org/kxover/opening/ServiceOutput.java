package org.kxover.opening;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.kxover.kerberos.KerberosSyntaxException;
import org.kxover.kerberos.Realm;
import org.kxover.setup.PromptedLines;

/**
 * Reads what kadmin prints for pairs of the requests {@code get_principal} and {@code get_strings}.
 * The line {@code Principal:} begins a principal, and all lines up to the next one are about it.
 * Other lines, such as echoed requests, are passed over.
 */
final class ServiceOutput {
  private static final Pattern KEY = Pattern.compile("Key: vno (\\d{1,9}), ([^,: ]+).*");
  private static final String PRINCIPAL = "Principal: ";
  private static final String ATTRIBUTES = "Attributes:";
  private static final String OPEN = ServiceRequest.ATTRIBUTE + ": ";

  private final Realm realm;
  private final Map<String, Entry> entries = new LinkedHashMap<>();

  /** What was read of one principal so far. */
  private static final class Entry {
    private Optional<String> open = Optional.empty();
    private final List<String> keyTypes = new ArrayList<>();
    private int kvno;
    private boolean servesNobody;
  }

  ServiceOutput(Realm realm, String text) {
    this.realm = realm;
    Entry entry = new Entry();
    for (String line : PromptedLines.of(text)) {
      if (line.startsWith(PRINCIPAL)) {
        entry = new Entry();
        entries.put(line.substring(PRINCIPAL.length()), entry);
      } else {
        read(line, entry);
      }
    }
  }

  private static void read(String line, Entry entry) {
    Matcher key = KEY.matcher(line);
    if (key.matches()) {
      int kvno = Integer.parseInt(key.group(1));
      if (kvno > entry.kvno) {
        entry.keyTypes.clear();
        entry.kvno = kvno;
      }
      if (kvno == entry.kvno) {
        entry.keyTypes.add(key.group(2));
      }
    } else if (line.startsWith(ATTRIBUTES)) {
      entry.servesNobody = line.contains("DISALLOW_SVR") || line.contains("DISALLOW_ALL_TIX");
    } else if (line.startsWith(OPEN)) {
      entry.open = Optional.of(line.substring(OPEN.length()));
    }
  }

  /** The principals, in the order of the output. */
  List<Service> services() {
    List<Service> services = new ArrayList<>();
    entries.forEach(
        (name, entry) -> {
          Optional<ServiceName> service;
          try {
            service = Optional.of(ServiceName.parse(name, realm));
          } catch (KerberosSyntaxException e) {
            service = Optional.empty();
          }
          services.add(
              new Service(
                  name, service, entry.open, Optional.empty(), entry.keyTypes, entry.servesNobody));
        });
    return services;
  }

  /** The name of the only principal, as the database has it; empty if there is none. */
  Optional<String> canonicalName() {
    return entries.keySet().stream().findFirst();
  }
}
