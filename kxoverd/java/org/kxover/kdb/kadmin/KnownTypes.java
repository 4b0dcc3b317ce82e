package org.kxover.kdb.kadmin;

import java.util.ArrayList;
import java.util.List;
import org.kxover.kerberos.EncryptionType;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Which encryption types kadmin knows. Releases before 1.15 have no aes-sha2, and refuse a whole
 * list because of one unknown type. Releases from 1.18 skip unknown types, and know all of ours.
 * Until kadmin was queried, all types count as known.
 */
final class KnownTypes {
  private static final Logger LOG = LoggerFactory.getLogger(KnownTypes.class);

  /** kadmin's message for an unknown type. */
  private static final String UNKNOWN = " while parsing keysalts ";

  private volatile List<EncryptionType> unknown = List.of();

  /** Queries a kadmin that was just started. */
  void query(KadminChild kadmin) throws ChildException, InterruptedException {
    List<EncryptionType> found = new ArrayList<>();
    for (EncryptionType type : EncryptionType.values()) {
      if (kadmin.run(KadminRequest.probeEncryptionType(type)).stderr().contains(UNKNOWN)) {
        found.add(type);
      }
    }
    if (!found.equals(unknown) && !found.isEmpty()) {
      LOG.warn(
          "kadmin does not know {}: crossover keys do not use these types; remove them from"
              + " encryption_types to avoid this warning",
          EncryptionType.names(found));
    }
    unknown = List.copyOf(found);
  }

  /** Returns {@code listed}, in its order, without the types that kadmin does not know. */
  List<EncryptionType> supported(List<EncryptionType> listed) {
    List<EncryptionType> lacking = unknown;
    return listed.stream().filter(type -> !lacking.contains(type)).toList();
  }
}
