package org.kxover.kdb.kadm5;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.kxover.kdb.TestKeys.A;
import static org.kxover.kdb.TestKeys.A_TO_B;
import static org.kxover.kdb.TestKeys.B;
import static org.kxover.kdb.TestKeys.B_TO_A;
import static org.kxover.kdb.TestKeys.derived;
import static org.kxover.kdb.TestKeys.key;

import java.io.ByteArrayOutputStream;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.kxover.kdb.CrossoverKey;
import org.kxover.kdb.Role;
import org.kxover.kdb.principal.WholePrincipals;
import org.kxover.kdb.principal.WholePrincipals.Extent;
import org.kxover.kerberos.EncryptionType;
import org.kxover.kerberos.KerberosTime;
import org.kxover.kerberos.NameType;
import org.kxover.kerberos.PrincipalName;
import org.kxover.kerberos.Realm;

/** Calls every request method, found by reflection, with principals that are not ours. */
class Kadm5RequestTest {
  private static final Kadm5Request REQUESTS = new Kadm5Request(A);
  private static final Realm C = new Realm("C.EXAMPLE");

  static List<Method> requests() {
    return Arrays.stream(Kadm5Request.class.getDeclaredMethods())
        .filter(method -> !method.isSynthetic() && !Modifier.isPrivate(method.getModifiers()))
        .filter(method -> method.getReturnType() == Kadm5Frame.class)
        .filter(method -> !Modifier.isStatic(method.getModifiers()))
        .toList();
  }

  @Test
  void requestsWithoutAPrincipalChangeNothing() {
    Set<String> names =
        Arrays.stream(Kadm5Request.class.getDeclaredMethods())
            .filter(method -> !method.isSynthetic() && !Modifier.isPrivate(method.getModifiers()))
            .filter(method -> method.getReturnType() == Kadm5Frame.class)
            .filter(method -> Modifier.isStatic(method.getModifiers()))
            .map(Method::getName)
            .collect(Collectors.toSet());
    assertEquals(Set.of("hello", "list", "walkOn", "nothing"), names);
    assertTrue(requests().size() >= 13, requests().toString());
  }

  static List<PrincipalName> foreign() {
    return List.of(
        PrincipalName.ticketGrantingService(A),
        PrincipalName.crossover(new Realm("a.example"), A),
        PrincipalName.crossover(C, B),
        new PrincipalName(A, NameType.NT_PRINCIPAL, List.of("K", "M")),
        new PrincipalName(A, NameType.NT_PRINCIPAL, List.of("kadmin", "admin")),
        new PrincipalName(A, NameType.NT_PRINCIPAL, List.of("alice")),
        new PrincipalName(A, NameType.NT_SRV_INST, List.of("krbtgt", "B.EXAMPLE", "C.EXAMPLE")),
        new PrincipalName(A, NameType.NT_SRV_INST, List.of("krbtgt", "kxover:client:B.EXAMPLE")));
  }

  @ParameterizedTest
  @MethodSource("foreign")
  void everyOtherPrincipalIsRefused(PrincipalName name) throws Exception {
    for (Method request : requests()) {
      if (List.of(request.getParameterTypes()).contains(CrossoverKey.class)) {
        continue;
      }
      Object[] arguments =
          Arrays.stream(request.getParameterTypes()).map(type -> argument(type, name)).toArray();
      InvocationTargetException e =
          assertThrows(
              InvocationTargetException.class,
              () -> request.invoke(REQUESTS, arguments),
              request + " about " + name);
      assertInstanceOf(IllegalArgumentException.class, e.getCause());
    }
  }

  /**
   * No key can be made for a name that is not a crossover, but for one between two other realms.
   */
  @Test
  void aKeyOfOtherRealmsOrOfTheOtherRoleIsRefused() throws Exception {
    List<CrossoverKey> keys =
        List.of(
            key(PrincipalName.crossover(C, B), Role.CLIENT, 1),
            derived(PrincipalName.crossover(C, B), Role.SERVICE, 1, 1),
            key(A_TO_B, Role.SERVICE, 1),
            derived(B_TO_A, Role.CLIENT, 1, 1));
    for (Method request : requests()) {
      for (CrossoverKey key : keys) {
        if (List.of(request.getParameterTypes()).contains(CrossoverKey.class)) {
          Object[] arguments =
              Arrays.stream(request.getParameterTypes())
                  .map(type -> type == CrossoverKey.class ? key : argument(type, A_TO_B))
                  .toArray();
          InvocationTargetException e =
              assertThrows(
                  InvocationTargetException.class, () -> request.invoke(REQUESTS, arguments));
          assertInstanceOf(IllegalArgumentException.class, e.getCause());
        }
      }
    }
  }

  private static Object argument(Class<?> type, PrincipalName name) {
    if (type == PrincipalName.class) {
      return name;
    } else if (type == int.class) {
      return 1;
    } else if (type == boolean.class) {
      return true;
    } else if (type == EncryptionType.class) {
      return EncryptionType.AES256_CTS_HMAC_SHA1_96;
    } else if (type == Extent.class) {
      return new Extent(true, false, new TreeMap<>(Map.of("kxover", "1")), List.of());
    } else if (type == KerberosTime.class) {
      return org.kxover.kdb.TestKeys.NOW;
    }
    return "kxover";
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "a\nb", "caf\u00e9", "a\"b", "a\u0000b", "a\\b"})
  void aValueHasOnlyPlainCharacters(String value) {
    assertThrows(IllegalArgumentException.class, () -> REQUESTS.setString(A_TO_B, "kxover", value));
    assertThrows(IllegalArgumentException.class, () -> REQUESTS.setString(A_TO_B, value, "1"));
    assertThrows(IllegalArgumentException.class, () -> REQUESTS.deleteString(A_TO_B, value));
  }

  private static byte[] octets(Kadm5Frame frame) throws Exception {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    frame.writeTo(out);
    return out.toByteArray();
  }

  @Test
  void aRequestIsItsLengthItsKindTheOtherRealmAndItsFields() throws Exception {
    try (Kadm5Frame frame = REQUESTS.purgeKeysBelow(B_TO_A, 258)) {
      byte[] expected = "\0\0\0\21Us\0\11B.EXAMPLE\0\0\1\2".getBytes(StandardCharsets.ISO_8859_1);
      assertArrayEquals(expected, octets(frame));
    }
  }

  @Test
  void aSecretIsWiped() throws Exception {
    Extent extent = new Extent(true, false, Collections.emptySortedMap(), List.of());
    Kadm5Frame frame = REQUESTS.write(key(A_TO_B, Role.CLIENT, 1), extent);
    assertTrue(frame.isSecret());
    int length = octets(frame).length;
    frame.close();
    byte[] wiped = octets(frame);
    assertArrayEquals(new byte[length - 4], Arrays.copyOfRange(wiped, 4, length));
  }

  @Test
  void theLongestKeyFits() {
    String longest = "x".repeat(600);
    Extent extent =
        new Extent(
            false,
            true,
            new TreeMap<>(Map.of("kxover", longest, "kxover.32767", longest, "other", longest)),
            Collections.nCopies(WholePrincipals.MAX_REMOVED, "kxover.32766"));
    REQUESTS.write(key(A_TO_B, Role.CLIENT, 32767), extent).close();
    REQUESTS.write(derived(A_TO_B, Role.CLIENT, 32767, 1), extent).close();
  }

  @Test
  void aRequestFitsIntoAPipe() {
    Kadm5Frame frame = new Kadm5Frame('S', false);
    frame.octets(new byte[Kadm5Frame.MAX_LENGTH - 3]);
    assertThrows(IllegalArgumentException.class, () -> frame.octet(1));
  }
}
