package org.kxover.kerberos;

/** Name types of RFC 4120 section 6.2. */
public final class NameType {
  public static final int NT_PRINCIPAL = 1;
  public static final int NT_SRV_INST = 2;
  public static final int NT_SRV_HST = 3;

  private NameType() {}
}
