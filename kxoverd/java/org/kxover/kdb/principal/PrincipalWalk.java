package org.kxover.kdb.principal;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.kxover.kdb.StoreException;
import org.kxover.kerberos.PrincipalName;

/** Reads all crossovers of a realm, some at a time. For one thread at a time. */
public interface PrincipalWalk extends AutoCloseable {
  /**
   * A principal with its string attributes.
   *
   * @param entry without its policy
   */
  record Content(PrincipalEntry entry, Map<String, String> strings) {}

  /**
   * One crossover on the way.
   *
   * @param content empty if it is gone or could not be read
   */
  record Found(PrincipalName name, Optional<Content> content) {}

  /**
   * Reads the next crossovers; none at the end.
   *
   * @throws StoreException if the walk fails
   */
  List<Found> next() throws StoreException;

  @Override
  void close();
}
