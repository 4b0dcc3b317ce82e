package org.kxover.kdb.kadmin;

import java.util.Map;
import java.util.Set;

/** The environment of a child process that reads or changes the database. */
public final class KadminEnvironment {
  private KadminEnvironment() {}

  /**
   * Keeps only the variables of our environment that locate programs and Kerberos' configuration.
   */
  public static void set(Map<String, String> environment, Map<String, String> extra) {
    environment.keySet().retainAll(Set.of("PATH", "KRB5_CONFIG", "KRB5_KDC_PROFILE"));
    // Makes kadmin read and print dates in UTC, and print messages untranslated.
    environment.put("TZ", "UTC");
    environment.put("LC_ALL", "C");
    // A line editor is useless on a pipe, and echoes each request on stdout. libss of e2fsprogs can
    // run without one; MIT's own may have one built in. Then no start-up file may change how it
    // behaves.
    environment.put("SS_READLINE_PATH", "none");
    environment.put("INPUTRC", "/dev/null");
    environment.put("EDITRC", "/dev/null");
    environment.put("TERM", "dumb");
    environment.putAll(extra);
  }
}
