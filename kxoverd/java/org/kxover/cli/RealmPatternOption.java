package org.kxover.cli;

import org.kxover.kerberos.KerberosSyntaxException;
import org.kxover.kerberos.RealmPattern;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** Parses a pattern of realms on the command line. */
final class RealmPatternOption implements ITypeConverter<RealmPattern> {
  @Override
  public RealmPattern convert(String text) {
    try {
      return RealmPattern.parse(text);
    } catch (KerberosSyntaxException e) {
      throw new TypeConversionException(e.getMessage());
    }
  }
}
