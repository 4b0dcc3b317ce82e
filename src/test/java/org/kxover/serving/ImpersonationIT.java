package org.kxover.serving;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;
import javax.security.auth.kerberos.KerberosKey;
import javax.security.auth.kerberos.KerberosPrincipal;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.kxover.exchange.Agreement;
import org.kxover.exchange.OfferEdit;
import org.kxover.kerberos.PrincipalName;
import org.kxover.kerberos.Realm;
import org.kxover.lab.AttackedRealm;
import org.kxover.lab.Lab;
import org.kxover.lab.LabExtension;
import org.kxover.lab.LabPeer;
import org.kxover.lab.LabRealm;
import org.kxover.message.KxOffer;
import org.kxover.message.KxRep;
import org.kxover.message.KxoverKeyInfo;
import org.kxover.message.MessageException;
import org.kxover.tls.TlsSession;

/** A valid realm tries to impersonate another realm or to replay messages. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@Timeout(300)
class ImpersonationIT {
  private static final Realm A = new Realm("A.EXAMPLE");

  /** A peer of the lab offers aes128-cts-hmac-sha1-96 and aes256-cts-hmac-sha1-96. */
  private static final int KEY_TYPES = 2;

  private static final String A_TO_B = "krbtgt/B.EXAMPLE@A.EXAMPLE";
  private static final String M_TO_B = "krbtgt/B.EXAMPLE@M.EXAMPLE";

  @RegisterExtension static final LabExtension world = LabExtension.shared();

  private Lab lab;
  private LabRealm a;
  private LabRealm b;
  private LabPeer mallory;
  private LabPeer oscar;
  private AttackedRealm victimA;
  private AttackedRealm victimB;

  @BeforeAll
  void threeRealms() throws Exception {
    lab = world.lab();
    a = lab.realm("A.EXAMPLE");
    b = lab.realm("B.EXAMPLE").service("HTTP", "www.b.example");
    mallory = lab.peer("M.EXAMPLE");
    oscar = lab.peer("O.EXAMPLE");
    lab.clientsDoNotGuessAtPatchedKdcs().start();
    victimA = new AttackedRealm(a);
    victimB = new AttackedRealm(b);
  }

  private void assertAAndBCross() throws IOException {
    assertEquals(0, a.user("bob").kvno("-S", "HTTP", "www.b.example").exitCode());
    assertEquals(a.kdc().key(A_TO_B), b.kdc().key(A_TO_B));
  }

  /** Address records need no DNSSEC, so an attacker can forge them and get between A and B. */
  @Test
  void aManInTheMiddleWithAValidRealmOfHisOwn() throws Exception {
    b.zone().remove("kx A").add("kx A 127.0.0.2");
    lab.dns().reload();
    InetSocketAddress there = new InetSocketAddress("127.0.0.2", b.kxoverd().port());
    try (AutoCloseable between = mallory.listenAt(there)) {
      victimA.doesNotCrossTo(
          "www.b.example", "failed, unauthenticated: certificate of kx.b.example (127.0.0.2:");
    }
    b.zone().remove("kx A").add("kx A 127.0.0.1");
    lab.dns().reload();
    assertAAndBCross();
  }

  /** M forwards a request that A sent to M to B in the name of A. */
  @Test
  void aRequestOfAnotherRealmPassedOn() throws Exception {
    AtomicReference<byte[]> heard = new AtomicReference<>();
    mallory.onRequest(heard::set);
    victimA.crossesTo(mallory);
    byte[] said = heard.get();
    victimB.refuses(() -> send(mallory, said), "refused", "KDC_ERR_WRONG_REALM");
    byte[] edited =
        OfferEdit.in(said, o -> o.kxName(PrincipalName.crossover(new Realm("B.EXAMPLE"), A)));
    victimB.refuses(
        () -> send(mallory, edited), "unauthenticated: the certificate is none of A.EXAMPLE's");
    assertAAndBCross();
  }

  private byte[] send(LabPeer sender, byte[] request) throws IOException {
    try (TlsSession tls = sender.connect(b)) {
      tls.writeMessage(request);
      return tls.readMessage();
    }
  }

  private byte[] requestOfMallory() throws Exception {
    AtomicReference<byte[]> sent = new AtomicReference<>();
    mallory
        .asksInOctets(
            b,
            message -> {
              sent.set(message);
              return message;
            })
        .close();
    return sent.get();
  }

  /** A replay by the realm itself makes a new key with a new kvno. Other realms are refused. */
  @Test
  void aRequestSentAgainInAnotherSessionMakesAnotherKey() throws Exception {
    byte[] request = requestOfMallory();
    assertEquals(KEY_TYPES, b.kdc().key(M_TO_B).size());
    KxRep again = KxRep.parseFrom(send(mallory, request));
    assertEquals(2, again.offer().kvno());
    List<String> keys = b.kdc().key(M_TO_B);
    assertEquals(2 * KEY_TYPES, keys.size());
    assertEquals(keys.size(), new HashSet<>(keys).size(), "no key is made twice");

    victimB.refuses(
        () -> send(oscar, request), "unauthenticated: the certificate is none of M.EXAMPLE's");
    victimB.answers(oscar);
    assertEquals(keys, b.kdc().key(M_TO_B));
  }

  /** A session may have several requests, so a repeated message is one more request. */
  @Test
  void aRequestSentAgainInTheSameSessionMakesAnotherKey() throws Exception {
    byte[] request = requestOfMallory();
    b.kdc().kadmin("delprinc -force " + M_TO_B);
    try (TlsSession tls = mallory.connect(b)) {
      tls.writeMessage(request);
      KxOffer first = KxRep.parseFrom(tls.readMessage()).offer();
      tls.writeMessage(request);
      KxOffer second = KxRep.parseFrom(tls.readMessage()).offer();
      assertEquals(1, first.kvno());
      assertEquals(2, second.kvno());
      assertFalse(Arrays.equals(first.salt(), second.salt()));
    }
    List<String> keys = b.kdc().key(M_TO_B);
    assertEquals(2 * KEY_TYPES, keys.size());
    assertEquals(keys.size(), new HashSet<>(keys).size(), "no key is made twice");
  }

  /**
   * The names are part of the key derivation. With another name the peer gets another key than B.
   */
  @Test
  void anotherNameInTheKeyIsAnotherKey() throws Exception {
    assertTrue(hasTheKeyOfB());
    mallory.derivesFrom(ImpersonationIT::inTheNameOfA);
    assertFalse(hasTheKeyOfB());
    mallory.honest();
    assertTrue(hasTheKeyOfB());
  }

  private boolean hasTheKeyOfB() throws Exception {
    try (Agreement agreement = mallory.asks(b)) {
      String password = new String(agreement.password().ascii(), StandardCharsets.US_ASCII);
      KerberosKey key =
          new KerberosKey(new KerberosPrincipal(M_TO_B), password.toCharArray(), "AES256");
      return b.kdc().key(M_TO_B).contains(HexFormat.of().formatHex(key.getEncoded()));
    }
  }

  private static byte[] inTheNameOfA(byte[] keyInfo) {
    try {
      KxoverKeyInfo info = KxoverKeyInfo.parseFrom(keyInfo);
      return new KxoverKeyInfo(
              info.kxName(),
              PrincipalName.ticketGrantingService(A),
              info.repName(),
              info.from(),
              info.till(),
              info.maxUses(),
              info.kvno(),
              info.reqSalt(),
              info.repSalt(),
              info.extensionInfo())
          .encoded();
    } catch (MessageException e) {
      throw new IllegalStateException(e);
    }
  }
}
