package org.kxover.kdb;

import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import javax.security.auth.kerberos.KerberosKey;
import javax.security.auth.kerberos.KerberosPrincipal;
import org.kxover.kerberos.EncryptionKey;
import org.kxover.kerberos.EncryptionType;
import org.kxover.kerberos.PrincipalName;

/** The keys of a {@link MemoryStore}: passwords, and keys that were made without one. */
final class MemoryKeys {
  /** The newest password of each principal, so that two stores can be compared. */
  private final Map<PrincipalName, String> newest = new HashMap<>();

  private final Map<PrincipalName, Map<Integer, String>> passwords = new HashMap<>();
  private final Map<PrincipalName, Map<Integer, List<EncryptionKey>>> withoutPassword =
      new HashMap<>();

  private static <V> Map<Integer, V> of(
      Map<PrincipalName, Map<Integer, V>> all, PrincipalName name) {
    return all.computeIfAbsent(name, any -> new HashMap<>());
  }

  void put(CrossoverKey key) {
    if (key.isPassword()) {
      String password = new String(key.password(), StandardCharsets.US_ASCII);
      newest.put(key.name(), password);
      of(passwords, key.name()).put(key.kvno(), password);
      of(withoutPassword, key.name()).remove(key.kvno());
    } else {
      of(withoutPassword, key.name())
          .put(
              key.kvno(),
              key.keys().stream().map(k -> new EncryptionKey(k.type(), k.octets())).toList());
    }
  }

  /** Replaces the key of that kvno, and not what {@link #newest} returns. */
  void replace(PrincipalName name, int kvno, String password) {
    of(passwords, name).put(kvno, password);
  }

  Optional<EncryptionKey> find(PrincipalName name, int kvno, EncryptionType type) {
    Optional<List<EncryptionKey>> keys = keysOf(name, kvno);
    return keys.isPresent()
        ? keys.get().stream()
            .filter(key -> key.type() == type)
            .map(key -> new EncryptionKey(type, key.octets()))
            .findFirst()
        : Optional.ofNullable(passwords.get(name))
            .map(all -> all.get(kvno))
            .map(password -> stringToKey(name, password, type));
  }

  private Optional<List<EncryptionKey>> keysOf(PrincipalName name, int kvno) {
    return Optional.ofNullable(withoutPassword.get(name)).map(all -> all.get(kvno));
  }

  private static EncryptionKey stringToKey(
      PrincipalName name, String password, EncryptionType type) {
    KerberosKey key =
        new KerberosKey(
            new KerberosPrincipal(name.toString()), password.toCharArray(), type.mitName());
    return new EncryptionKey(type, key.getEncoded());
  }

  /** The password that was written last. */
  Optional<String> newest(PrincipalName name) {
    return Optional.ofNullable(newest.get(name));
  }

  /** The keys of that kvno in hexadecimal; empty if they were made from a password. */
  Optional<String> withoutPassword(PrincipalName name, int kvno) {
    return keysOf(name, kvno)
        .map(
            keys ->
                keys.stream()
                    .map(key -> key.type() + " " + HexFormat.of().formatHex(key.octets()))
                    .collect(Collectors.joining(", ")));
  }

  void forgetNewest(PrincipalName name) {
    newest.remove(name);
  }

  /** Forgets all keys of a principal. */
  void forget(PrincipalName name) {
    newest.remove(name);
    passwords.remove(name);
    withoutPassword.remove(name);
  }

  void forget(PrincipalName name, int kvno) {
    of(passwords, name).remove(kvno);
    of(withoutPassword, name).remove(kvno);
  }
}
