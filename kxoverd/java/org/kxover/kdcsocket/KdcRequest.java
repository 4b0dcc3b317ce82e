package org.kxover.kdcsocket;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import org.kxover.kerberos.ClientName;
import org.kxover.kerberos.KerberosSyntaxException;
import org.kxover.kerberos.Printable;
import org.kxover.localsocket.Message;
import org.kxover.localsocket.NameValues;
import org.kxover.localsocket.SocketProtocolException;

/**
 * A request of a KDC: {@code kxover=1}, {@code id}, {@code realm}, {@code service} and, if the KDC
 * knows it, {@code client}. Other names are ignored: later versions may add names.
 *
 * @param id repeated in the answer: 1 to 20 digits, the first not 0
 * @param client the client's principal in printable ASCII: the KDC escapes every other octet of the
 *     name, and cuts the part before the realm if the name is long
 */
record KdcRequest(String id, String realm, String service, Optional<ClientName> client) {
  private static final String VERSION = "1";
  private static final Pattern ID = Pattern.compile("[1-9][0-9]{0,19}");
  private static final String ID_LINE = "id=";

  /**
   * Parses the lines of a message, without the empty line that ends it.
   *
   * @throws SocketProtocolException if a line has no {@code =}, a name appears twice, a required
   *     name is missing, or the client's name is malformed
   */
  static KdcRequest parse(List<String> lines) throws SocketProtocolException {
    Map<String, String> values = NameValues.parse(lines);
    String version = NameValues.require(values, "kxover");
    if (!version.equals(VERSION)) {
      throw new SocketProtocolException("version is not 1: " + Printable.quote(version));
    }
    String id = NameValues.require(values, "id");
    if (!ID.matcher(id).matches()) {
      throw new SocketProtocolException("id is not a number above 0: " + Printable.quote(id));
    }
    return new KdcRequest(
        id,
        NameValues.require(values, "realm"),
        NameValues.require(values, "service"),
        client(Optional.ofNullable(values.get("client"))));
  }

  private static Optional<ClientName> client(Optional<String> text) throws SocketProtocolException {
    try {
      return text.isEmpty() ? Optional.empty() : Optional.of(ClientName.parse(text.get()));
    } catch (KerberosSyntaxException e) {
      throw new SocketProtocolException(e.getMessage());
    }
  }

  /**
   * The id of an invalid message, for an answer with the error. Empty if not exactly one line has a
   * valid id.
   */
  static Optional<String> idOf(Message message) {
    List<String> ids = message.lines().stream().filter(line -> line.startsWith(ID_LINE)).toList();
    return ids.size() != 1
        ? Optional.empty()
        : Optional.of(ids.get(0).substring(ID_LINE.length()))
            .filter(id -> ID.matcher(id).matches());
  }
}
