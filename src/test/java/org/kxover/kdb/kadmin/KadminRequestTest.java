package org.kxover.kdb.kadmin;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.kxover.kdb.TestKeys.A;
import static org.kxover.kdb.TestKeys.A_TO_B;
import static org.kxover.kdb.TestKeys.B;
import static org.kxover.kdb.TestKeys.B_TO_A;
import static org.kxover.kdb.TestKeys.key;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.kxover.kdb.CrossoverKey;
import org.kxover.kdb.Role;
import org.kxover.kerberos.EncryptionType;
import org.kxover.kerberos.KerberosTime;
import org.kxover.kerberos.PrincipalName;
import org.kxover.kerberos.Realm;

/** Calls every request method, found by reflection, with principals that are not ours. */
class KadminRequestTest {
  private static final KadminRequest REQUESTS = new KadminRequest(A);

  static List<Method> verbs() {
    return Arrays.stream(KadminRequest.class.getDeclaredMethods())
        .filter(method -> !method.isSynthetic() && !Modifier.isPrivate(method.getModifiers()))
        .filter(method -> method.getReturnType() == String.class)
        .filter(method -> method.getParameterCount() > 0)
        .filter(method -> !Modifier.isStatic(method.getModifiers()))
        .toList();
  }

  /**
   * The requests without a principal: a listing, and two that kadmin refuses because none is given.
   */
  @Test
  void requestsWithoutAPrincipalChangeNothing() {
    Set<String> names =
        Arrays.stream(KadminRequest.class.getDeclaredMethods())
            .filter(method -> !method.isSynthetic() && !Modifier.isPrivate(method.getModifiers()))
            .filter(method -> method.getReturnType() == String.class)
            .filter(method -> Modifier.isStatic(method.getModifiers()))
            .map(Method::getName)
            .collect(Collectors.toSet());
    assertEquals(Set.of("listTicketGrantingServices", "probeEncryptionType", "ktaddUsage"), names);
    assertEquals("get_principals krbtgt/*@*", KadminRequest.listTicketGrantingServices());
    assertEquals("ktadd -q", KadminRequest.ktaddUsage());
    for (EncryptionType type : EncryptionType.values()) {
      assertEquals(
          "change_password -e " + type + ":normal", KadminRequest.probeEncryptionType(type));
    }
  }

  private static String make(Method verb, PrincipalName name, Role role) throws Throwable {
    List<Object> arguments =
        Arrays.stream(verb.getParameterTypes()).map(type -> argument(type, name, role)).toList();
    try {
      return (String) verb.invoke(REQUESTS, arguments.toArray());
    } catch (InvocationTargetException e) {
      throw e.getCause();
    }
  }

  private static Object argument(Class<?> type, PrincipalName name, Role role) {
    if (type == PrincipalName.class) {
      return name;
    }
    if (type == CrossoverKey.class) {
      return key(name, role, 1);
    }
    if (type == String.class) {
      return "value";
    }
    if (type == Path.class) {
      return Path.of("/run/kxover/keys/key.1");
    }
    if (type == int.class) {
      return 1;
    }
    if (type == KerberosTime.class) {
      return new KerberosTime(Instant.EPOCH);
    }
    assertEquals(boolean.class, type, "a verb takes something that this test does not know");
    return true;
  }

  @Test
  void theVerbsAreFound() {
    Set<String> sent =
        verbs().stream().map(Method::getName).collect(Collectors.toCollection(TreeSet::new));
    assertEquals(
        new TreeSet<>(
            List.of(
                "addClaim",
                "addHalfMade",
                "clearHalfMade",
                "changePassword",
                "clearPolicy",
                "close",
                "delete",
                "deleteClaim",
                "deleteString",
                "extractKeys",
                "getClaim",
                "getPrincipal",
                "getStrings",
                "limit",
                "open",
                "purgeKeysBelow",
                "randomizeClaim",
                "renumber",
                "setString",
                "setStringOfClaim")),
        sent);
  }

  @ParameterizedTest
  @MethodSource("verbs")
  void crossoversOfTheRealmPass(Method verb) throws Throwable {
    boolean claim = verb.getName().endsWith("Claim");
    String client = claim ? "kxover:client:B.EXAMPLE@A.EXAMPLE" : "B.EXAMPLE@A.EXAMPLE";
    String service = claim ? "kxover:service:B.EXAMPLE@A.EXAMPLE" : "A.EXAMPLE@B.EXAMPLE";
    assertTrue(make(verb, A_TO_B, Role.CLIENT).contains(" krbtgt/" + client));
    assertTrue(make(verb, B_TO_A, Role.SERVICE).contains(" krbtgt/" + service));
  }

  @ParameterizedTest
  @MethodSource("verbs")
  void nothingElsePasses(Method verb) {
    Stream.of(
            PrincipalName.ticketGrantingService(A),
            PrincipalName.ticketGrantingService(B),
            PrincipalName.crossover(new Realm("a.example"), A),
            PrincipalName.crossover(A, new Realm("a.example")),
            PrincipalName.crossover(B, new Realm("C.EXAMPLE")),
            new PrincipalName(A, 1, List.of("K", "M")),
            new PrincipalName(A, 1, List.of("kadmin", "admin")),
            new PrincipalName(A, 1, List.of("kadmin", "B.EXAMPLE")),
            new PrincipalName(A, 1, List.of("krbtgt")),
            new PrincipalName(A, 1, List.of("krbtgt", "B.EXAMPLE", "x")),
            new PrincipalName(A, 1, List.of("krbtgt", "*")),
            new PrincipalName(A, 1, List.of("alice")))
        .forEach(
            name -> {
              assertThrows(
                  IllegalArgumentException.class,
                  () -> make(verb, name, Role.CLIENT),
                  name.toString());
            });
  }

  @ParameterizedTest
  @MethodSource("verbs")
  void aKeyOfTheOtherRoleDoesNotPass(Method verb) {
    if (List.of(verb.getParameterTypes()).contains(CrossoverKey.class)) {
      assertThrows(IllegalArgumentException.class, () -> make(verb, A_TO_B, Role.SERVICE));
      assertThrows(IllegalArgumentException.class, () -> make(verb, B_TO_A, Role.CLIENT));
    }
  }
}
