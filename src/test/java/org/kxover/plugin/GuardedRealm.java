package org.kxover.plugin;

import org.kxover.lab.Lab;
import org.kxover.lab.LabKdc;
import org.kxover.lab.LabRealm;
import org.kxover.lab.LabUser;

/**
 * A.EXAMPLE for tests of the guard. Its database has two crossovers of kxoverd's, a trust that was
 * made by hand, and two services. The tests start KDCs of their own beside the stock one.
 */
final class GuardedRealm implements AutoCloseable {
  static final String US = "A.EXAMPLE";
  static final String FROM_B = "krbtgt/A.EXAMPLE@B.EXAMPLE";
  static final String BY_HAND = "krbtgt/A.EXAMPLE@HAND.EXAMPLE";
  static final String OWN_TGT = "krbtgt/A.EXAMPLE@A.EXAMPLE";
  static final String OUT = "krbtgt/OUT.EXAMPLE@A.EXAMPLE";
  static final String WEB = "HTTP/www.a.example@A.EXAMPLE";
  static final String MAIL = "imap/www.a.example@A.EXAMPLE";
  static final String ALICE = "alice@A.EXAMPLE";
  static final String BOB = "bob@B.EXAMPLE";
  static final String CAROL = "carol@HAND.EXAMPLE";

  /** The answers of the guard to what nobody may have, and for a closed service. */
  static final String REFUSED = "refused 12 REFUSED_BY_POLICY";

  static final String UNKNOWN = "refused 7 LOOKING_UP_SERVER";

  private final Lab lab = new Lab();
  private final LabRealm realm = lab.realm(US);
  private final LabUser alice;
  private final Liar stock;

  /**
   * @param build makes the program that lies
   */
  GuardedRealm(NativeBuild build) throws Exception {
    lab.start();
    LabKdc kdc = realm.kdc();
    for (String ours : new String[] {FROM_B, OUT}) {
      kdc.kadmin("addprinc -pw secret " + ours);
      kdc.kadmin("setstr " + ours + " kxover \"1 role=service\"");
    }
    kdc.kadmin("addprinc -pw secret " + BY_HAND);
    for (String service : new String[] {WEB, MAIL}) {
      kdc.kadmin("addprinc -randkey " + service);
    }
    alice = realm.user("alice");
    stock = Liar.withKeys(build.liar(), alice, kdc, FROM_B, BY_HAND, OWN_TGT, WEB);
  }

  /** The stock KDC, whose database the others share. */
  LabKdc kdc() {
    return realm.kdc();
  }

  /** Another KDC with the guard, which is not started yet. */
  LabKdc guarded(String... settings) throws Exception {
    return LabKdc.stock(lab, realm).guard(settings);
  }

  /** A client that lies to the stock KDC. */
  Liar stock() {
    return stock;
  }

  /** A client that lies to that KDC. */
  Liar at(LabKdc kdc) throws Exception {
    return stock.at(alice.asking(realm, kdc));
  }

  @Override
  public void close() throws Exception {
    lab.close();
  }
}
