package org.kxover.cli;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import org.kxover.control.ControlClient;

/** Selects and sorts the items of the daemon's answer, and converts them for JSON. */
final class Items {
  private static final Set<String> NUMBERS =
      Set.of("kvno", "age", "older_keys", "attempts", "count", "unread", "database");
  static final Pattern NUMBER = Pattern.compile("[0-9]{1,18}");
  private static final Set<String> LISTS = Set.of("etypes");

  private static final Comparator<Map<String, String>> ORDER =
      Comparator.comparing((Map<String, String> item) -> item.getOrDefault("peer", ""))
          .thenComparing(item -> item.getOrDefault("direction", ""), Comparator.reverseOrder());

  private Items() {}

  /** The items of that kind and local realm, sorted by peer, with out before in. */
  static List<Map<String, String>> of(ControlClient.Answer answer, String kind, String realm) {
    return answer.items().stream()
        .filter(item -> kind.equals(item.get("item")) && realm.equals(item.get("realm")))
        .sorted(ORDER)
        .toList();
  }

  /** The items of the local realms, in the order of the daemon's answer. */
  static List<Map<String, String>> realms(ControlClient.Answer answer) {
    return answer.items().stream().filter(item -> "realm".equals(item.get("item"))).toList();
  }

  /** Without the kind of the item, which its place in the JSON object already shows. */
  static Map<String, Object> json(Map<String, String> item) {
    Map<String, Object> object = new LinkedHashMap<>();
    item.forEach(
        (name, value) -> {
          if (!name.equals("item")) {
            object.put(name, value(name, value));
          }
        });
    return object;
  }

  static List<Object> json(List<Map<String, String>> items) {
    List<Object> objects = new ArrayList<>();
    items.forEach(item -> objects.add(json(item)));
    return objects;
  }

  private static Object value(String name, String value) {
    if (NUMBERS.contains(name) && NUMBER.matcher(value).matches()) {
      return Long.valueOf(value);
    }
    return LISTS.contains(name) ? List.of(value.split(",")) : value;
  }
}
