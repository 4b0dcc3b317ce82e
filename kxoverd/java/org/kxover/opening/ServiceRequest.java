package org.kxover.opening;

/**
 * Builds the requests for kadmin. No other class of this package builds any. A request names a
 * {@link ServiceName}, whose form was checked, and changes at most its attribute {@code
 * kxover.open}. The rules have a form that cannot leave their quotation.
 */
final class ServiceRequest {
  /** The string attribute that the guard reads. */
  static final String ATTRIBUTE = "kxover.open";

  private ServiceRequest() {}

  /** Lists all principals with two or more parts. */
  static String list() {
    return "list_principals */*";
  }

  static String get(ServiceName service) {
    return "get_principal " + service;
  }

  static String getStrings(ServiceName service) {
    return "get_strings " + service;
  }

  static String open(ServiceName service, OpenRules rules) {
    return "set_string " + service + " " + ATTRIBUTE + " \"" + rules + "\"";
  }

  static String close(ServiceName service) {
    return "del_string " + service + " " + ATTRIBUTE;
  }
}
