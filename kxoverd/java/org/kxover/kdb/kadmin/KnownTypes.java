package org.kxover.kdb.kadmin;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import org.kxover.kerberos.EncryptionType;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Which encryption types kadmin knows: releases before 1.15 have no aes-sha2, and turn a whole list
 * down for one that they do not know. Those from 1.18 on pass over what they do not know, and know
 * all of ours. Until kadmin was asked, all count as known.
 */
final class KnownTypes {
  private static final Logger LOG = LoggerFactory.getLogger(KnownTypes.class);

  /** kadmin reads the types before it misses the principal, and so changes nothing. */
  private static final String UNKNOWN = " while parsing keysalts ";

  private volatile List<EncryptionType> unknown = List.of();

  /** Asks a kadmin that was just started. */
  void ask(KadminChild kadmin) throws ChildException, InterruptedException {
    List<EncryptionType> found = new ArrayList<>();
    for (EncryptionType type : EncryptionType.values()) {
      if (kadmin.run(KadminRequest.readEncryptionType(type)).stderr().contains(UNKNOWN)) {
        found.add(type);
      }
    }
    if (!found.equals(unknown) && !found.isEmpty()) {
      LOG.warn(
          "kadmin does not know {}: crossover keys do without; encryption_types without them says"
              + " the same",
          found.stream().map(EncryptionType::mitName).collect(Collectors.joining(", ")));
    }
    unknown = List.copyOf(found);
  }

  /** Those of {@code listed} that kadmin knows, in the same order. */
  List<EncryptionType> among(List<EncryptionType> listed) {
    List<EncryptionType> without = unknown;
    return listed.stream().filter(type -> !without.contains(type)).toList();
  }
}
