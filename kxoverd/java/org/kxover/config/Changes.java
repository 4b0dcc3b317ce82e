package org.kxover.config;

import java.lang.reflect.RecordComponent;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** Which settings of a section are others than before. */
final class Changes {
  private Changes() {}

  /** Their names, each after that of the section: components are called as their settings are. */
  static <T extends Record> List<String> between(String section, T before, T after) {
    List<String> names = new ArrayList<>();
    try {
      for (RecordComponent component : before.getClass().getRecordComponents()) {
        Object then = component.getAccessor().invoke(before);
        if (!then.equals(component.getAccessor().invoke(after))) {
          names.add(
              section
                  + " "
                  + component.getName().replaceAll("([A-Z])", "_$1").toLowerCase(Locale.ROOT));
        }
      }
      return names;
    } catch (ReflectiveOperationException e) {
      throw new IllegalStateException("a record's accessors are public", e);
    }
  }
}
