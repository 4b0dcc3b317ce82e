package org.kxover.systemd;

import ch.qos.logback.classic.spi.ILoggingEvent;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.Pattern;
import org.kxover.event.EventType;
import org.slf4j.event.KeyValuePair;

/**
 * The journal's fields of a line that is of an {@link org.kxover.event.Event}: each key-value pair
 * of it is one, named {@code KXOVER_} and its key in upper case. Where the pair is the kind, the
 * entry is found by its {@code MESSAGE_ID} too, and explained by the catalog.
 */
final class EventFields {
  /** All that a line may have; a catalog may quote these. */
  static final Set<String> NAMES =
      Set.of(
          "KXOVER_EVENT",
          "KXOVER_AUDIT",
          "KXOVER_REALM",
          "KXOVER_PEER_REALM",
          "KXOVER_PEER",
          "KXOVER_ROLE",
          "KXOVER_PRINCIPAL",
          "KXOVER_KVNO",
          "KXOVER_OUTCOME",
          "KXOVER_TOOK_MS");

  private static final Pattern KEY = Pattern.compile("[a-z][a-z_]{0,30}");

  private EventFields() {}

  /** Of lines that are of no event: none. */
  static Map<String, String> of(ILoggingEvent line) {
    Map<String, String> fields = new TreeMap<>();
    List<KeyValuePair> pairs = line.getKeyValuePairs();
    if (pairs == null) {
      return fields;
    }
    for (KeyValuePair pair : pairs) {
      if (pair.value instanceof EventType type) {
        fields.put("MESSAGE_ID", type.id());
        if (type.isAudit()) {
          fields.put("KXOVER_AUDIT", "1");
        }
      }
      // journald drops an entry's field whose name is of another form.
      if (KEY.matcher(pair.key).matches()) {
        fields.put("KXOVER_" + pair.key.toUpperCase(Locale.ROOT), String.valueOf(pair.value));
      }
    }
    return fields;
  }
}
