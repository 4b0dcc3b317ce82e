package org.kxover.cli;

import org.kxover.kerberos.KerberosSyntaxException;
import org.kxover.kerberos.Realm;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** Parses a realm on the command line. */
final class RealmOption implements ITypeConverter<Realm> {
  @Override
  public Realm convert(String text) {
    try {
      return Realm.parse(text);
    } catch (KerberosSyntaxException e) {
      throw new TypeConversionException(e.getMessage());
    }
  }
}
