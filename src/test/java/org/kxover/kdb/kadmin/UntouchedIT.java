package org.kxover.kdb.kadmin;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.kxover.kdb.TestKeys.A;
import static org.kxover.kdb.TestKeys.A_TO_B;
import static org.kxover.kdb.TestKeys.B;
import static org.kxover.kdb.TestKeys.B_TO_A;
import static org.kxover.kdb.TestKeys.NOW;
import static org.kxover.kdb.TestKeys.key;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Consumer;
import java.util.function.Predicate;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.kxover.kdb.CrossoverKey;
import org.kxover.kdb.CrossoverStore;
import org.kxover.kdb.CrossoverWalk;
import org.kxover.kdb.Role;
import org.kxover.kdb.StoreException;
import org.kxover.kdb.StoreListener;
import org.kxover.kdb.StoreLocks;
import org.kxover.kdb.StoredCrossover;
import org.kxover.kdb.TestKeys;
import org.kxover.kdb.principal.StringAttributes;
import org.kxover.kerberos.EncryptionType;
import org.kxover.kerberos.KerberosTime;
import org.kxover.kerberos.NameType;
import org.kxover.kerberos.PrincipalName;
import org.kxover.kerberos.Realm;

/**
 * Calls every method of the store and every kadmin request, found by reflection, with principals
 * that are not ours. Compares dumps of the whole database before and after.
 */
class UntouchedIT {
  private static final PrincipalName OWN = PrincipalName.ticketGrantingService(A);

  /** Principals in the database, as names for kadmin. */
  private static final List<String> IN_THE_DATABASE =
      List.of(
          "alice",
          "alice/admin",
          "krbtgt",
          "krbtgt/B.EXAMPLE/x",
          "krbtgt/C.EXAMPLE@D.EXAMPLE",
          "\"krbtgt/B.EXAMPLE -x\"",
          "\"krbtgt/B\"\".EXAMPLE\"",
          "\"krbtgt/B\\\\.EXAMPLE\"",
          "krbtgt/-B.EXAMPLE",
          "krbtgt/*");

  /** Names with wildcards and quotes must not make kadmin reach a principal of this realm. */
  private static final List<PrincipalName> NOT_OURS =
      List.of(
          OWN,
          PrincipalName.ticketGrantingService(B),
          PrincipalName.crossover(new Realm("a.example"), A),
          PrincipalName.crossover(A, new Realm("a.example")),
          PrincipalName.crossover(new Realm("C.EXAMPLE"), new Realm("D.EXAMPLE")),
          name("K", "M"),
          name("kadmin", "admin"),
          name("alice"),
          name("alice", "admin"),
          name("krbtgt"),
          name("krbtgt", "B.EXAMPLE", "x"),
          name("krbtgt", "B.EXAMPLE -x"),
          name("krbtgt", "B\".EXAMPLE"),
          name("krbtgt", "B\\.EXAMPLE"),
          name("krbtgt", "-B.EXAMPLE"),
          name("krbtgt", "*"),
          name("krbtgt", "B.EXAMPLE@A.EXAMPLE\" alice \""));

  /** Components that {@link PrincipalName} refuses. */
  private static final List<String> NO_COMPONENTS =
      List.of("", "B.EXAMPLE\ndelete_principal -force alice", "B\r", "B\t", "b\u00fc", "B\0");

  @TempDir Path folder;
  private TestKdb kdb;
  private KadminStore store;
  private KerberosTime now = NOW;

  private static PrincipalName name(String... components) {
    return new PrincipalName(
        A,
        components[0].equals("krbtgt") ? NameType.NT_SRV_INST : NameType.NT_PRINCIPAL,
        List.of(components));
  }

  @BeforeEach
  void makeKdb() throws Exception {
    kdb = new TestKdb(folder.resolve("a"), "A.EXAMPLE");
    for (String name : IN_THE_DATABASE) {
      kdb.kadmin("addprinc -clearpolicy -pw secret " + name);
    }
    // Keyed by hand, with an attribute of a key that expired long ago.
    for (PrincipalName name : List.of(A_TO_B, B_TO_A)) {
      kdb.kadmin("addprinc -clearpolicy -pw secret " + name);
      kdb.kadmin("setstr " + name + " kxover.1 \"" + expiredValidity() + "\"");
    }
    kdb.kadmin("setstr krbtgt/A.EXAMPLE kxover \"1 role=client\"");
    kdb.kadmin("setstr krbtgt/A.EXAMPLE kxover.1 \"" + expiredValidity() + "\"");
    store = new KadminStore(A, kdb.settings(), () -> now.instant());
  }

  @AfterEach
  void close() {
    store.close();
  }

  private static String expiredValidity() {
    return "from=20200101000000Z till=20200201000000Z etypes=17,18 peer=k:88 group=x25519";
  }

  private static List<Method> verbs() {
    return Arrays.stream(CrossoverStore.class.getDeclaredMethods())
        .filter(method -> !method.isSynthetic() && !method.getName().equals("close"))
        .toList();
  }

  private static List<Method> requests() {
    return Arrays.stream(KadminRequest.class.getDeclaredMethods())
        .filter(method -> !method.isSynthetic() && !Modifier.isPrivate(method.getModifiers()))
        .filter(method -> method.getReturnType() == String.class)
        .filter(method -> !Modifier.isStatic(method.getModifiers()))
        .toList();
  }

  /** The arguments with the greatest effect of {@code verb} on {@code name}, for each role. */
  private static List<Object[]> arguments(Method verb, PrincipalName name) {
    List<Object[]> all = new ArrayList<>();
    for (Role role : Role.values()) {
      try {
        all.add(
            Arrays.stream(verb.getParameterTypes())
                .map(type -> argument(type, name, role))
                .toArray());
      } catch (IllegalArgumentException e) {
        // Such a key cannot exist: the method cannot be called.
        assertTrue(List.of(verb.getParameterTypes()).contains(CrossoverKey.class));
      }
    }
    return all;
  }

  private static Object argument(Class<?> type, PrincipalName name, Role role) {
    if (type == PrincipalName.class) {
      return name;
    }
    if (type == CrossoverKey.class) {
      return key(name, role, 2);
    }
    if (type == KerberosTime.class) {
      return NOW;
    }
    if (type == List.class) {
      return TestKeys.AES_SHA1;
    }
    if (type == String.class) {
      return StringAttributes.MARKER;
    }
    if (type == int.class) {
      return 2;
    }
    if (type == EncryptionType.class) {
      return EncryptionType.AES256_CTS_HMAC_SHA1_96;
    }
    if (type == Predicate.class) {
      return (Predicate<StoredCrossover>) any -> true;
    }
    if (type == Consumer.class) {
      return (Consumer<PrincipalName>) any -> {};
    }
    if (type == Optional.class) {
      return Optional.empty();
    }
    if (type == Duration.class) {
      return Duration.ofSeconds(1);
    }
    if (type == Path.class) {
      return Path.of("/nonexistent/keytab");
    }
    assertEquals(boolean.class, type, "a verb takes something that this test does not know");
    return false;
  }

  private void call(Method verb, Object[] arguments) throws Throwable {
    // A listing that nobody closes keeps its kadmin.
    try (AutoCloseable result =
        verb.invoke(store, arguments) instanceof AutoCloseable listing ? listing : null) {
      // Only the database is of interest.
      if (result instanceof CrossoverWalk walk) {
        goAlong(walk);
      }
    } catch (InvocationTargetException e) {
      if (!(e.getCause() instanceof StoreException)) {
        throw e.getCause();
      }
    }
  }

  private static void goAlong(CrossoverWalk walk) throws StoreException {
    Optional<CrossoverWalk.Step> step;
    do {
      step = walk.next();
    } while (step.isPresent());
  }

  @Test
  void theVerbsAreFound() {
    Set<String> names = new TreeSet<>();
    verbs().forEach(verb -> names.add(verb.getName()));
    assertEquals(
        new TreeSet<>(
            List.of(
                "await",
                "confirm",
                "delete",
                "removeExpired",
                "find",
                "forgetTypes",
                "isKnown",
                "key",
                "list",
                "names",
                "noteUse",
                "objection",
                "possible",
                "requests",
                "requireWritable",
                "takesKeys",
                "timePerKey",
                "walk",
                "write")),
        names);
    assertTrue(requests().size() >= 16, requests().toString());
  }

  @Test
  void byANameThatWouldEndTheLine() {
    for (String component : NO_COMPONENTS) {
      assertThrows(IllegalArgumentException.class, () -> name("krbtgt", component), component);
    }
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void byTheStore(boolean shared) throws Throwable {
    if (shared) {
      store.close();
      store =
          new KadminStore(
              A,
              kdb.settings(),
              () -> now.instant(),
              StoreListener.none(),
              new StoreLocks(),
              Optional.of(new Random(1)));
    }
    String before = kdb.dump();
    for (String name : IN_THE_DATABASE) {
      String plain = name.replaceAll("^\"|\"$", "").replace("\"\"", "\"");
      assertTrue(before.contains(plain.replaceAll("@.*", "")), plain);
    }
    for (KerberosTime when : List.of(NOW, NOW.plus(Duration.ofDays(3_000)))) {
      now = when;
      for (Method verb : verbs()) {
        for (PrincipalName name :
            Stream.concat(NOT_OURS.stream(), Stream.of(A_TO_B, B_TO_A)).toList()) {
          for (Object[] arguments : arguments(verb, name)) {
            call(verb, arguments);
          }
        }
        assertEquals(before, kdb.dump(), verb.getName());
      }
    }
  }

  @Test
  void byARequest() {
    KadminRequest requests = new KadminRequest(A);
    for (Method request : requests()) {
      for (PrincipalName name : NOT_OURS) {
        for (Object[] arguments : arguments(request, name)) {
          InvocationTargetException e =
              assertThrows(
                  InvocationTargetException.class,
                  () -> request.invoke(requests, arguments),
                  request.getName() + " of " + name);
          assertEquals(IllegalArgumentException.class, e.getCause().getClass());
        }
      }
    }
  }

  /**
   * Checks the test itself: the same methods do change the same names if the principals are ours.
   */
  @Test
  void ourOwnPrincipalsAreChanged() throws Throwable {
    for (PrincipalName name : List.of(A_TO_B, B_TO_A)) {
      kdb.kadmin("delprinc -force " + name);
    }
    Set<String> changing = new TreeSet<>();
    for (Method verb : verbs()) {
      kdb.kadmin("delprinc -force " + A_TO_B);
      store.write(key(A_TO_B, Role.CLIENT, 1));
      now = verb.getName().equals("removeExpired") ? NOW.plus(Duration.ofDays(40)) : NOW;
      String before = kdb.dump();
      for (Object[] arguments : arguments(verb, A_TO_B)) {
        call(verb, arguments);
      }
      now = NOW;
      // kadmin notes the time of a change without effect.
      if (!before.equals(kdb.dump()) && !verb.getName().equals("requireWritable")) {
        changing.add(verb.getName());
      }
    }
    assertEquals(new TreeSet<>(List.of("delete", "removeExpired", "noteUse", "write")), changing);
  }
}
