package org.kxover.cli;

import org.kxover.config.Settings;
import org.kxover.dns.SecureDns;
import org.kxover.dns.TrustAnchorException;

/** Opens secure DNS according to the settings. */
public interface Resolver {
  /**
   * @throws TrustAnchorException if the trust anchors cannot be read or used
   */
  SecureDns of(Settings settings) throws TrustAnchorException;
}
