package org.kxover.message;

import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.OptionalLong;
import java.util.stream.Collectors;
import org.kxover.kerberos.PrincipalName;

/** A parsed message or other ASN.1 type, and the lines with its fields in the format of vectors. */
record Message(Object value, byte[] encoded, List<String> lines) {
  static Message parse(String type, byte[] der) throws MessageException {
    return switch (type) {
      case "KX-REQ" -> {
        KxReq request = KxReq.parseFrom(der);
        yield new Message(request, request.encoded(), lines(request.offer()));
      }
      case "KX-REP" -> {
        KxRep reply = KxRep.parseFrom(der);
        yield new Message(reply, reply.encoded(), lines(reply.offer()));
      }
      case "KXOVER-KEY-INFO" -> {
        KxoverKeyInfo info = KxoverKeyInfo.parseFrom(der);
        yield new Message(info, info.encoded(), lines(info));
      }
      case "PRIOR-KEY" -> {
        PriorKeyExtension prior = PriorKeyExtension.parseFrom(der);
        yield new Message(prior, prior.encoded(), lines(prior));
      }
      case "KX-ACK" -> {
        KxAck acknowledgement = KxAck.parseFrom(der);
        yield new Message(acknowledgement, acknowledgement.encoded(), lines(acknowledgement));
      }
      case "KRB-ERROR" -> {
        KrbError error = KrbError.parseFrom(der);
        yield new Message(error, error.encoded(), lines(error));
      }
      default -> throw new IllegalArgumentException(type);
    };
  }

  private static List<String> lines(KxOffer offer) {
    List<String> lines =
        new ArrayList<>(
            List.of(
                "request-time: " + offer.requestTime(),
                "salt: " + HexFormat.of().formatHex(offer.salt()),
                "kx-name: " + name(offer.kxName()),
                "kvno: " + offer.kvno(),
                "etypes: "
                    + offer.etypes().stream().map(String::valueOf).collect(Collectors.joining(" ")),
                "from: " + offer.from(),
                "till: " + offer.till(),
                "max-uses: " + maxUses(offer.maxUses()),
                "my-name: " + name(offer.myName())));
    lines.addAll(lines(offer.extensions()));
    return lines;
  }

  private static List<String> lines(KxoverKeyInfo info) {
    List<String> lines =
        new ArrayList<>(
            List.of(
                "kx-name: " + name(info.kxName()),
                "req-name: " + name(info.reqName()),
                "rep-name: " + name(info.repName()),
                "from: " + info.from(),
                "till: " + info.till(),
                "max-uses: " + maxUses(info.maxUses()),
                "kvno: " + info.kvno(),
                "req-salt: " + HexFormat.of().formatHex(info.reqSalt()),
                "rep-salt: " + HexFormat.of().formatHex(info.repSalt())));
    lines.addAll(lines(info.extensionInfo()));
    return lines;
  }

  private static List<String> lines(PriorKeyExtension prior) {
    return List.of(
        "kvno: " + prior.kvno(),
        "etype: " + prior.etype(),
        "proof: " + HexFormat.of().formatHex(prior.proof()));
  }

  private static List<String> lines(KxAck acknowledgement) {
    return List.of(
        "kx-name: " + name(acknowledgement.kxName()),
        "kvno: " + acknowledgement.kvno(),
        "proof: " + HexFormat.of().formatHex(acknowledgement.proof()));
  }

  private static List<String> lines(KrbError error) {
    return List.of(
        "error-code: " + error.errorCode(),
        ("e-text: " + error.text()).stripTrailing(),
        "stime: " + error.serverTime(),
        "realm: " + error.realm());
  }

  private static List<String> lines(List<KxExtension> extensions) {
    return extensions.stream()
        .map(
            e ->
                ("extension: "
                        + e.oid()
                        + (e.critical() ? " critical " : " optional ")
                        + HexFormat.of().formatHex(e.value()))
                    .stripTrailing())
        .toList();
  }

  private static String name(PrincipalName name) {
    return name.nameType() + " " + name;
  }

  private static String maxUses(OptionalLong maxUses) {
    return maxUses.isPresent() ? String.valueOf(maxUses.getAsLong()) : "none";
  }
}
