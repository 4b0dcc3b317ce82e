package org.kxover.publish;

import java.io.IOException;
import java.util.List;
import org.xbill.DNS.Name;

/** Changes a zone. */
public interface Publisher {
  /**
   * Carries out all changes.
   *
   * @throws IOException if a change was refused or is not known to be done; some may be done
   */
  void publish(Name zone, List<Change> changes) throws IOException;
}
