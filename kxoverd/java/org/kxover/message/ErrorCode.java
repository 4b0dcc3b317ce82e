package org.kxover.message;

/** Error codes for refusals of an exchange (RFC 4120 section 7.5.9 and RFC 4556 section 3.1.3). */
public final class ErrorCode {
  public static final int KDC_ERR_S_PRINCIPAL_UNKNOWN = 7;
  public static final int KDC_ERR_PRINCIPAL_NOT_UNIQUE = 8;
  public static final int KDC_ERR_NEVER_VALID = 11;
  public static final int KDC_ERR_POLICY = 12;
  public static final int KDC_ERR_BADOPTION = 13;
  public static final int KDC_ERR_ETYPE_NOSUPP = 14;
  public static final int KDC_ERR_SVC_UNAVAILABLE = 29;
  public static final int KRB_AP_ERR_REPEAT = 34;
  public static final int KRB_AP_ERR_SKEW = 37;
  public static final int KRB_AP_ERR_BADVERSION = 39;
  public static final int KRB_AP_ERR_MSG_TYPE = 40;
  public static final int KRB_AP_ERR_MODIFIED = 41;
  public static final int KRB_AP_ERR_BADKEYVER = 44;
  public static final int KRB_AP_ERR_NOKEY = 45;
  public static final int KRB_ERR_GENERIC = 60;
  public static final int KRB_ERR_FIELD_TOOLONG = 61;
  public static final int KDC_ERR_CLIENT_NOT_TRUSTED = 62;
  public static final int KDC_ERR_WRONG_REALM = 68;
  public static final int KDC_ERR_CANT_VERIFY_CERTIFICATE = 70;
  public static final int KDC_ERR_INVALID_CERTIFICATE = 71;
  public static final int KDC_ERR_CLIENT_NAME_MISMATCH = 75;

  private ErrorCode() {}

  /**
   * The RFC's name of {@code code}. A number without a constant gives text such as {@code error
   * 99}.
   */
  public static String name(int code) {
    return switch (code) {
      case KDC_ERR_S_PRINCIPAL_UNKNOWN -> "KDC_ERR_S_PRINCIPAL_UNKNOWN";
      case KDC_ERR_PRINCIPAL_NOT_UNIQUE -> "KDC_ERR_PRINCIPAL_NOT_UNIQUE";
      case KDC_ERR_NEVER_VALID -> "KDC_ERR_NEVER_VALID";
      case KDC_ERR_POLICY -> "KDC_ERR_POLICY";
      case KDC_ERR_BADOPTION -> "KDC_ERR_BADOPTION";
      case KDC_ERR_ETYPE_NOSUPP -> "KDC_ERR_ETYPE_NOSUPP";
      case KDC_ERR_SVC_UNAVAILABLE -> "KDC_ERR_SVC_UNAVAILABLE";
      case KRB_AP_ERR_REPEAT -> "KRB_AP_ERR_REPEAT";
      case KRB_AP_ERR_SKEW -> "KRB_AP_ERR_SKEW";
      case KRB_AP_ERR_BADVERSION -> "KRB_AP_ERR_BADVERSION";
      case KRB_AP_ERR_MSG_TYPE -> "KRB_AP_ERR_MSG_TYPE";
      case KRB_AP_ERR_MODIFIED -> "KRB_AP_ERR_MODIFIED";
      case KRB_AP_ERR_BADKEYVER -> "KRB_AP_ERR_BADKEYVER";
      case KRB_AP_ERR_NOKEY -> "KRB_AP_ERR_NOKEY";
      case KRB_ERR_GENERIC -> "KRB_ERR_GENERIC";
      case KRB_ERR_FIELD_TOOLONG -> "KRB_ERR_FIELD_TOOLONG";
      case KDC_ERR_CLIENT_NOT_TRUSTED -> "KDC_ERR_CLIENT_NOT_TRUSTED";
      case KDC_ERR_WRONG_REALM -> "KDC_ERR_WRONG_REALM";
      case KDC_ERR_CANT_VERIFY_CERTIFICATE -> "KDC_ERR_CANT_VERIFY_CERTIFICATE";
      case KDC_ERR_INVALID_CERTIFICATE -> "KDC_ERR_INVALID_CERTIFICATE";
      case KDC_ERR_CLIENT_NAME_MISMATCH -> "KDC_ERR_CLIENT_NAME_MISMATCH";
      default -> "error " + code;
    };
  }
}
