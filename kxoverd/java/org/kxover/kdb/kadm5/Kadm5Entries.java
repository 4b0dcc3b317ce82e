package org.kxover.kdb.kadm5;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import org.kxover.kdb.kadm5.Kadm5Reply.SyntaxException;
import org.kxover.kdb.principal.PrincipalEntry;
import org.kxover.kerberos.EncryptionType;
import org.kxover.kerberos.KerberosTime;

/** Reads principals and their string attributes from replies. */
final class Kadm5Entries {
  /** MIT's flags that matter here, by their bits in kdb.h. */
  private static final Map<Integer, String> FLAGS =
      Map.of(
          0x4, "DISALLOW_TGT_BASED",
          0x40, PrincipalEntry.DISALLOW_ALL_TIX,
          0x80, "REQUIRES_PRE_AUTH",
          0x100, "REQUIRES_HW_AUTH",
          0x1000, "DISALLOW_SVR");

  private Kadm5Entries() {}

  static PrincipalEntry entry(String name, Kadm5Reply reply) throws SyntaxException {
    Optional<KerberosTime> expiration = time(reply.unsigned());
    Duration maxTicketLife = Duration.ofSeconds(reply.number());
    Duration maxRenewableLife = Duration.ofSeconds(reply.number());
    Set<String> flags = flags(reply.number());
    String policy = reply.text();
    SortedMap<Integer, List<String>> keys = new TreeMap<>();
    for (int left = reply.count(); left > 0; left--) {
      keys.computeIfAbsent(reply.number(), kvno -> new ArrayList<>())
          .add(keyType(reply.number(), reply.number()));
    }
    return new PrincipalEntry(
        name,
        expiration,
        maxTicketLife,
        maxRenewableLife,
        keys,
        flags,
        policy.isEmpty() ? Optional.empty() : Optional.of(policy));
  }

  static Map<String, String> strings(Kadm5Reply reply) throws SyntaxException {
    Map<String, String> strings = new LinkedHashMap<>();
    for (int left = reply.count(); left > 0; left--) {
      strings.put(reply.text(), reply.text());
    }
    return strings;
  }

  static boolean isPrintable(String text) {
    return text.chars().allMatch(c -> c >= ' ' && c <= '~');
  }

  /** Seconds since 1970; 0 for never. */
  static Optional<KerberosTime> time(long seconds) {
    return seconds == 0
        ? Optional.empty()
        : Optional.of(new KerberosTime(Instant.ofEpochSecond(seconds)));
  }

  private static Set<String> flags(int bits) {
    Set<String> flags = new LinkedHashSet<>();
    FLAGS.forEach(
        (bit, flag) -> {
          if ((bits & bit) != 0) {
            flags.add(flag);
          }
        });
    return flags;
  }

  /** MIT's name of the type, with the salt's type unless that is the usual one. */
  private static String keyType(int type, int salt) {
    String name =
        EncryptionType.ofNumber(type).map(EncryptionType::mitName).orElse("etype " + type);
    return salt == 0 ? name : name + ":salt " + salt;
  }
}
