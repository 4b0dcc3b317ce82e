package org.kxover.setup;

import java.util.Locale;

/** What the guard in a KDC does with a request that it finds wrong. */
public enum GuardMode {
  /** It refuses the request. */
  ENFORCE,
  /** It logs that it would refuse the request, and tells kxoverd. */
  OBSERVE;

  /** The word in kdc.conf and on the command line. */
  @Override
  public String toString() {
    return name().toLowerCase(Locale.ROOT);
  }
}
