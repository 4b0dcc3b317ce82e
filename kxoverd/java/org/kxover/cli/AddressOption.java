package org.kxover.cli;

import java.net.InetSocketAddress;
import org.kxover.config.Addresses;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** Parses a numeric address with a port on the command line. */
final class AddressOption implements ITypeConverter<InetSocketAddress> {
  @Override
  public InetSocketAddress convert(String text) {
    return Addresses.parse(text)
        .orElseThrow(
            () ->
                new TypeConversionException(
                    "is not a numeric ADDRESS:PORT, such as 192.0.2.53:53 or [::1]:53"));
  }
}
