package org.kxover.setup;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.kxover.kerberos.Realm;

/**
 * The line of kdc.conf by which a KDC also refers requests whose names have no type (NT-UNKNOWN),
 * as Java's are.
 */
public final class HostBasedLines implements KdcFileStep.Lines {
  private static final String RELATION = "host_based_services";
  private static final String ALL = "*";

  private final KdcProfile profile;
  private final Realm realm;

  public HostBasedLines(KdcProfile profile, Realm realm) {
    this.profile = profile;
    this.realm = realm;
  }

  @Override
  public List<String> missing() throws IOException {
    List<String> values = new ArrayList<>(profile.values("kdcdefaults", RELATION));
    values.addAll(profile.values("realms", realm.name(), RELATION));
    return values.stream()
            .flatMap(value -> List.of(value.split("[\\s,]+")).stream())
            .anyMatch(ALL::equals)
        ? List.of()
        : List.of("[kdcdefaults]", "    " + RELATION + " = " + ALL);
  }
}
