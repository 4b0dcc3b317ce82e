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
 * The journal fields of a log line about an {@link org.kxover.event.Event}. Each key-value pair of
 * the line becomes a field, named {@code KXOVER_} and the key in upper case. The event's type also
 * gives the {@code MESSAGE_ID}, under which the catalog explains the entry.
 */
final class EventFields {
  /** All fields that a line may have. The catalog may quote them. */
  static final Set<String> NAMES =
      Set.of(
          "KXOVER_EVENT",
          "KXOVER_AUDIT",
          "KXOVER_REALM",
          "KXOVER_PEER_REALM",
          "KXOVER_PEER",
          "KXOVER_CLIENT",
          "KXOVER_ROLE",
          "KXOVER_PRINCIPAL",
          "KXOVER_KVNO",
          "KXOVER_OUTCOME",
          "KXOVER_TOOK_MS");

  private static final Pattern KEY = Pattern.compile("[a-z][a-z_]{0,30}");

  private EventFields() {}

  /** The fields of a line; none if it is not about an event. */
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
      // journald drops fields whose names have another form.
      if (KEY.matcher(pair.key).matches()) {
        fields.put("KXOVER_" + pair.key.toUpperCase(Locale.ROOT), String.valueOf(pair.value));
      }
    }
    return fields;
  }
}
