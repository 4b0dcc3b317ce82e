package org.kxover.message;

import java.util.ArrayList;
import java.util.List;
import org.bouncycastle.asn1.ASN1Encodable;
import org.bouncycastle.asn1.DERGeneralString;
import org.kxover.kerberos.PrincipalName;
import org.kxover.kerberos.Realm;

/**
 * Principal names in DER: {@code KRB5PrincipalName} of RFC 4556 section 3.2.2, around {@code
 * PrincipalName} of RFC 4120 section 5.2.2.
 */
final class Names {
  /** A placeholder for a name whose realm is in another field or missing (RFC 2606). */
  private static final Realm NO_REALM = new Realm("INVALID");

  private Names() {}

  /** Reads a {@code KRB5PrincipalName}. */
  static PrincipalName read(Value value) throws MessageException {
    Fields fields = value.fields();
    Realm realm = fields.required(0, "realm").realm();
    PrincipalName name = read(realm, fields.required(1, "principalName"));
    fields.end();
    return name;
  }

  /** Checks the syntax of a {@code PrincipalName} whose value is not used. */
  static void check(Value value) throws MessageException {
    read(NO_REALM, value);
  }

  private static PrincipalName read(Realm realm, Value value) throws MessageException {
    Fields fields = value.fields();
    int nameType = fields.required(0, "name-type").int32();
    Value nameString = fields.required(1, "name-string");
    fields.end();
    List<String> components = new ArrayList<>();
    for (Value component : nameString.elements()) {
      components.add(component.kerberosString());
    }
    try {
      return new PrincipalName(realm, nameType, components);
    } catch (IllegalArgumentException e) {
      throw nameString.refuse(e.getMessage());
    }
  }

  /** Writes a {@code KRB5PrincipalName}. */
  static ASN1Encodable write(PrincipalName name) {
    return new FieldWriter()
        .add(0, name.realm().name())
        .add(
            1,
            new FieldWriter()
                .add(0, name.nameType())
                .add(1, name.components().stream().map(DERGeneralString::new).toList())
                .sequence())
        .sequence();
  }
}
