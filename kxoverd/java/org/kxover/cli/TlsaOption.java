package org.kxover.cli;

import java.util.HexFormat;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.kxover.dane.TlsaRecord;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/**
 * Parses a TLSA record in the presentation format of RFC 6698 section 2.2: three numbers and
 * hexadecimal digits, which may have spaces between them.
 */
final class TlsaOption implements ITypeConverter<TlsaRecord> {
  private static final Pattern RDATA =
      Pattern.compile("\\s*(\\d{1,3})\\s+(\\d{1,3})\\s+(\\d{1,3})\\s+([0-9A-Fa-f\\s]+)");

  @Override
  public TlsaRecord convert(String text) {
    Matcher rdata = RDATA.matcher(text);
    if (!rdata.matches()) {
      throw new TypeConversionException(
          "is not a TLSA record in the form USAGE SELECTOR MATCHING-TYPE HEX");
    }
    try {
      return new TlsaRecord(
          Integer.parseInt(rdata.group(1)),
          Integer.parseInt(rdata.group(2)),
          Integer.parseInt(rdata.group(3)),
          HexFormat.of().parseHex(rdata.group(4).replaceAll("\\s", "")));
    } catch (IllegalArgumentException e) {
      throw new TypeConversionException(
          "has a number above 255, or an odd number of hexadecimal digits");
    }
  }
}
