package org.kxover.cli;

import org.kxover.config.Settings;
import org.kxover.dns.SecureDns;
import org.kxover.dns.TrustAnchorException;

/** Makes the secure DNS that settings describe. */
public interface Resolver {
  /**
   * @throws TrustAnchorException where the anchors are of no use
   */
  SecureDns of(Settings settings) throws TrustAnchorException;
}
