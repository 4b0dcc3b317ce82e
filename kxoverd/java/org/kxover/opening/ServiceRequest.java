package org.kxover.opening;

import java.util.List;
import java.util.regex.Pattern;

/**
 * Builds the requests for kadmin. No other class of this package builds any. A request that changes
 * something names a {@link ServiceName}, whose form was checked, and changes its attribute {@code
 * kxover.open} only. The rules have a form that cannot leave their quotation.
 */
final class ServiceRequest {
  /** The string attribute that the guard reads. */
  static final String ATTRIBUTE = "kxover.open";

  private ServiceRequest() {}

  private static final Pattern SIMPLE = Pattern.compile("[A-Za-z0-9_./@-]+");
  private static final Pattern PRINTABLE = Pattern.compile("[ -~]{1,1000}");

  /** Lists all principals. */
  static String list() {
    return "list_principals";
  }

  /** True if kadmin can be asked for the principal, as it printed it. */
  static boolean canAskFor(String listed) {
    return PRINTABLE.matcher(listed).matches();
  }

  /** Both requests that read a principal, of any form. */
  static List<String> read(String listed) {
    // As kadmin reads its words (ss_parse): a quotation mark within them is doubled.
    String word =
        SIMPLE.matcher(listed).matches() ? listed : '"' + listed.replace("\"", "\"\"") + '"';
    return List.of("get_principal " + word, "get_strings " + word);
  }

  static String open(ServiceName service, OpenRules rules) {
    return "set_string " + service + " " + ATTRIBUTE + " \"" + rules + "\"";
  }

  static String close(ServiceName service) {
    return "del_string " + service + " " + ATTRIBUTE;
  }
}
