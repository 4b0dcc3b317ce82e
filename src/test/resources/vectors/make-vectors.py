#!/usr/bin/env python3
"""Writes the test vectors beside it: DER put together octet by octet, knowing nothing of kxoverd.

Run it in its own folder after a change; it removes no file. The format is told in README.md.
"""

import pathlib
import re

HERE = pathlib.Path(__file__).parent


def tagged(tag, content):
    """A value with a tag of any number of octets."""
    n = len(content)
    if n < 128:
        length = bytes([n])
    else:
        octets = n.to_bytes((n.bit_length() + 7) // 8, "big")
        length = bytes([0x80 | len(octets)]) + octets
    return tag + length + content


def tlv(tag, content):
    return tagged(bytes([tag]), content)


def integer(n):
    bits = (n if n >= 0 else n + 1).bit_length()
    return tlv(0x02, n.to_bytes(bits // 8 + 1, "big", signed=True))


def octets(b):
    return tlv(0x04, b)


def text(s):
    return tlv(0x1B, s if isinstance(s, bytes) else s.encode())


def time(s):
    return tlv(0x18, s.encode())


def seq(*parts):
    return tlv(0x30, b"".join(parts))


def ctx(n, inner):
    return tlv(0xA0 | n, inner)


def oid(s):
    arcs = [int(a) for a in s.split(".")]
    out = b""
    for a in [40 * arcs[0] + arcs[1]] + arcs[2:]:
        group = [a & 0x7F]
        while a := a >> 7:
            group.insert(0, 0x80 | a & 0x7F)
        out += bytes(group)
    return tlv(0x06, out)


TRUE, FALSE = bytes([1, 1, 0xFF]), bytes([1, 1, 0])


def nest(levels):
    nested = b""
    for _ in range(levels):
        nested = seq(nested)
    return nested


def fields(values):
    """A SEQUENCE of {tag: value} under explicit context tags; None leaves a field out."""
    return seq(*(ctx(n, v) for n, v in values.items() if v is not None))


def name_string(*components):
    return seq(*(text(c) for c in components))


def principal(realm, *components, name_type=2):
    return fields({0: text(realm), 1: fields({0: integer(name_type), 1: name_string(*components)})})


def extension(o, value, critical=None):
    return fields({0: oid(o), 1: critical, 2: octets(value)})


REQ_SALT, REP_SALT = bytes(range(16)), bytes(range(0x80, 0xA0))
KX = principal("A.EXAMPLE", "krbtgt", "B.EXAMPLE")
A = principal("A.EXAMPLE", "krbtgt", "A.EXAMPLE")
B = principal("B.EXAMPLE", "krbtgt", "B.EXAMPLE")
KX_TEXT, A_TEXT, B_TEXT = ("2 krbtgt/%s@%s" % n for n in (
    ("B.EXAMPLE", "A.EXAMPLE"), ("A.EXAMPLE", "A.EXAMPLE"), ("B.EXAMPLE", "B.EXAMPLE")))
NOW, FROM, TILL = "20261123140000Z", "20261123135500Z", "20261223135500Z"
PRIOR_KEY, DERIVED_KEYS = "2.25.206452218460453318073828201433121127609", "2.25.279894608193418109461093227563591070251"
OID, OID2 = "1.3.6.1.4.1.44469.9.1", "2.999.4294967295"


def offer_fields(**changed):
    """KX-OFFER's fields; fN=… changes [N]."""
    values = {0: time(NOW), 1: octets(REQ_SALT), 2: KX, 3: integer(1), 4: seq(integer(17), integer(18)),
              5: time(FROM), 6: time(TILL), 7: None, 8: A, 9: seq()}
    values.update({int(k[1:]): v for k, v in changed.items()})
    return values


def offer(**changed):
    return fields(offer_fields(**changed))


def message(number, inner, pvno=5, msg_type=None, more=b""):
    return tlv(0x60 | number, seq(ctx(0, integer(pvno)), ctx(1, integer(msg_type or number)), ctx(2, inner), more))


def req(inner=None, **more):
    return message(18, inner or offer(), **more)


def rep(inner=None, **more):
    return message(19, inner or offer(f1=octets(REP_SALT), f8=B), **more)


def req_with(**changed):
    return req(offer(**changed))


def info(**changed):
    values = {0: KX, 1: A, 2: B, 3: time(FROM), 4: time(TILL), 5: None, 6: integer(1),
              7: octets(REQ_SALT), 8: octets(REP_SALT), 9: seq()}
    values.update({int(k[1:]): v for k, v in changed.items()})
    return fields(values)


def error(**changed):
    values = {0: integer(5), 1: integer(30), 2: None, 3: None, 4: time(NOW), 5: integer(0), 6: integer(12),
              7: None, 8: None, 9: text("B.EXAMPLE"),
              10: fields({0: integer(2), 1: name_string("krbtgt", "B.EXAMPLE")}),
              11: text("no crossover with strangers"), 12: None}
    values.update({int(k[1:]): v for k, v in changed.items()})
    return tlv(0x7E, fields(values))


def prior(kvno=7, etype=20, proof=bytes(range(48)), more=b""):
    return seq(*(ctx(n, v) for n, v in enumerate((integer(kvno), integer(etype), octets(proof)))), more)


def prior_lines(kvno=7, etype=20, proof=bytes(range(48))):
    return [("kvno", kvno), ("etype", etype), ("proof", proof.hex())]


def ack(more=b"", **changed):
    values = {0: integer(5), 1: integer(23), 2: KX, 3: integer(7), 4: octets(bytes(range(48)))}
    values.update({int(k[1:]): v for k, v in changed.items()})
    return tlv(0x77, seq(*(ctx(n, v) for n, v in values.items() if v is not None), more))


def ack_lines(kvno=7, kx=KX_TEXT):
    return [("kx-name", kx), ("kvno", kvno), ("proof", bytes(range(48)).hex())]


def offer_lines(salt=REQ_SALT, my=A_TEXT, kvno=1, etypes="17 18", uses="none", kx=KX_TEXT, ext=(),
                now=NOW, begin=FROM, end=TILL):
    return [("request-time", now), ("salt", salt.hex()), ("kx-name", kx), ("kvno", kvno), ("etypes", etypes),
            ("from", begin), ("till", end), ("max-uses", uses), ("my-name", my),
            *(("extension", e) for e in ext)]


def info_lines(kvno=1, uses="none", ext=()):
    return [("kx-name", KX_TEXT), ("req-name", A_TEXT), ("rep-name", B_TEXT), ("from", FROM), ("till", TILL),
            ("max-uses", uses), ("kvno", kvno), ("req-salt", REQ_SALT.hex()), ("rep-salt", REP_SALT.hex()),
            *(("extension", e) for e in ext)]


def error_lines(code=12, e_text="no crossover with strangers", stime=NOW, realm="B.EXAMPLE"):
    return [("error-code", code), ("e-text", e_text), ("stime", stime), ("realm", realm)]


def write(kind, name, der, head):
    lines = ["type: " + kind] + ["%s: %s" % h for h in head]
    body = re.sub("(.{100})", "\\1\n", der.hex())
    path = HERE / (kind.lower() + "-" + name + ".txt")
    path.write_text("\n".join(line.rstrip() for line in lines) + "\n\n" + body.rstrip() + "\n")


def ok(kind, name, der, lines, again="same"):
    write(kind, name, der, [("expect", "ok"), ("encoded-again", again), *lines])


def refused(kind, name, der, why):
    write(kind, name, der, [("expect", why)])


MAX = 2 ** 32 - 1
LONG = "L" * 63
LONGEST = ".".join([LONG, LONG, LONG, "L" * 61])
EXT = [extension(OID, b"\1\2"), extension(OID2, b"", TRUE)]
EXT_TEXT = [OID + " optional 0102", OID2 + " critical "]

# Accepted.
ok("KX-REQ", "minimal", req(), offer_lines())
ok("KX-REQ", "max-uses", req_with(f7=integer(1000)), offer_lines(uses=1000))
ok("KX-REQ", "max-uses-0", req_with(f7=integer(0)), offer_lines(uses=0))
ok("KX-REQ", "max-uses-highest", req_with(f7=integer(MAX)), offer_lines(uses=MAX))
ok("KX-REQ", "kvno-0", req_with(f3=integer(0)), offer_lines(kvno=0))
ok("KX-REQ", "kvno-128", req_with(f3=integer(128)), offer_lines(kvno=128))
ok("KX-REQ", "kvno-highest", req_with(f3=integer(MAX)), offer_lines(kvno=MAX))
ok("KX-REQ", "extension", req_with(f9=seq(EXT[0])), offer_lines(ext=EXT_TEXT[:1]))
ok("KX-REQ", "extension-critical", req_with(f9=seq(EXT[1])), offer_lines(ext=EXT_TEXT[1:]))
ok("KX-REQ", "extensions-falling-oids", req_with(f9=seq(EXT[1], EXT[0])), offer_lines(ext=EXT_TEXT[::-1]))
many = ["1.3.6.1.4.1.44469.9.%d" % i for i in range(16)]
ok("KX-REQ", "extensions-16", req_with(f9=seq(*(extension(o, b"x") for o in many))),
   offer_lines(ext=[o + " optional 78" for o in many]))
ok("KX-REQ", "extension-longest", req_with(f9=seq(extension(OID, bytes(4096)))),
   offer_lines(ext=[OID + " optional " + "00" * 4096]))
ok("KX-REQ", "etypes-all", req_with(f4=seq(*map(integer, (17, 18, 19, 20)))), offer_lines(etypes="17 18 19 20"))
ok("KX-REQ", "etypes-one", req_with(f4=seq(integer(20))), offer_lines(etypes="20"))
ok("KX-REQ", "etypes-unknown", req_with(f4=seq(*map(integer, (-2 ** 31, -1, 0, 17, 128, 2 ** 31 - 1)))),
   offer_lines(etypes="-2147483648 -1 0 17 128 2147483647"))
ok("KX-REQ", "etypes-32", req_with(f4=seq(*map(integer, range(32)))),
   offer_lines(etypes=" ".join(map(str, range(32)))))
ok("KX-REQ", "salt-longest", req_with(f1=octets(bytes(64))), offer_lines(salt=bytes(64)))
ok("KX-REQ", "realm-longest", req_with(f8=principal(LONGEST, "krbtgt", LONGEST)),
   offer_lines(my="2 krbtgt/%s@%s" % (LONGEST, LONGEST)))
ok("KX-REQ", "realm-case-kept", req_with(f8=principal("a.Example", "krbtgt", "a.Example")),
   offer_lines(my="2 krbtgt/a.Example@a.Example"))
ok("KX-REQ", "name-of-any-type", req_with(f8=principal("A.EXAMPLE", "a b/c", "@", name_type=-5)),
   offer_lines(my="-5 a b\\/c/\\@@A.EXAMPLE"))
ok("KX-REQ", "times-first-and-last", req_with(f0=time("00000101000000Z"), f5=time("20240229000000Z"), f6=time("99991231235959Z")),
   offer_lines(now="00000101000000Z", begin="20240229000000Z", end="99991231235959Z"))
ok("KX-REQ", "added-fields", req(more=ctx(3, integer(7)) + ctx(5, seq()) + tlv(0x9E, b"any")), offer_lines(), "without additions")
LAST_TAG = bytes([0xBF, 0x87, 0xFF, 0xFF, 0xFF, 0x7F])
ok("KX-REQ", "added-fields-with-high-tags", req(more=tagged(bytes([0xBF, 0x1F]), seq()) + tagged(LAST_TAG, integer(1))),
   offer_lines(), "without additions")
ok("KX-REQ", "added-fields-empty", req(more=tlv(0xA3, b"") + tlv(0x84, b"")), offer_lines(), "without additions")
ok("KX-REQ", "added-field-of-two-values", req(more=tlv(0xA3, integer(1) + integer(2))), offer_lines(), "without additions")
ok("KX-REQ", "added-field-nested-65", req(more=tlv(0xA3, nest(65 - 3))), offer_lines(), "without additions")
ok("KX-REQ", "derived-keys", req_with(f9=seq(extension(DERIVED_KEYS, b""))), offer_lines(ext=[DERIVED_KEYS + " optional "]))
ok("KX-REP", "minimal", rep(), offer_lines(salt=REP_SALT, my=B_TEXT))
ok("KX-REP", "everything", rep(offer(f1=octets(REP_SALT), f3=integer(3), f4=seq(integer(18), integer(20)), f7=integer(1), f8=B, f9=seq(*EXT))),
   offer_lines(salt=REP_SALT, my=B_TEXT, kvno=3, etypes="18 20", uses=1, ext=EXT_TEXT))
ok("KX-REP", "kvno-highest", rep(offer(f3=integer(MAX))), offer_lines(kvno=MAX))
ok("KX-REP", "added-field", rep(more=ctx(3, text("later"))), offer_lines(salt=REP_SALT, my=B_TEXT), "without additions")
ok("KXOVER-KEY-INFO", "minimal", info(), info_lines())
ok("KXOVER-KEY-INFO", "max-uses", info(f5=integer(5)), info_lines(uses=5))
ok("KXOVER-KEY-INFO", "extensions", info(f9=seq(*EXT)), info_lines(ext=EXT_TEXT))
ok("KXOVER-KEY-INFO", "prior-key-and-derived-keys",
   info(f9=seq(extension(PRIOR_KEY, prior(), TRUE), extension(DERIVED_KEYS, b""))),
   info_lines(ext=[PRIOR_KEY + " critical " + prior().hex(), DERIVED_KEYS + " optional "]))
ok("KXOVER-KEY-INFO", "kvno-0", info(f6=integer(0)), info_lines(kvno=0))
ok("KXOVER-KEY-INFO", "kvno-highest", info(f6=integer(MAX)), info_lines(kvno=MAX))
ok("KRB-ERROR", "policy", error(), error_lines())
ok("KRB-ERROR", "no-text", error(f11=None), error_lines(e_text=""))
ok("KRB-ERROR", "text-longest", error(f11=text("x" * 256)), error_lines(e_text="x" * 256))
ok("KRB-ERROR", "code-of-pkinit", error(f6=integer(70)), error_lines(code=70))
ok("KRB-ERROR", "code-unknown", error(f6=integer(99)), error_lines(code=99))
ok("KRB-ERROR", "code-lowest", error(f6=integer(-2 ** 31)), error_lines(code=-2 ** 31))
ok("KRB-ERROR", "code-highest", error(f6=integer(2 ** 31 - 1)), error_lines(code=2 ** 31 - 1))
ok("KRB-ERROR", "stime-first", error(f4=time("19700101000000Z")), error_lines(stime="19700101000000Z"))
ok("KRB-ERROR", "stime-last", error(f4=time("99991231235959Z")), error_lines(stime="99991231235959Z"))
ok("KRB-ERROR", "susec", error(f5=integer(999999)), error_lines(), "without additions")
ok("KRB-ERROR", "sname-of-service", error(f10=fields({0: integer(3), 1: name_string("HTTP", "www.b.example")})),
   error_lines(), "without additions")
ok("KRB-ERROR", "all-fields", error(f2=time(NOW), f3=integer(1), f7=text("A.EXAMPLE"),
   f8=fields({0: integer(1), 1: name_string("alice")}), f12=octets(b"data")), error_lines(), "without additions")

# Refused: not DER.
R = "KX-REQ"
good = req()
refused(R, "empty", b"", "KX-REQ: empty")
refused(R, "cut", good[:-1], "KX-REQ: not ASN.1")
refused(R, "trailing-octet", good + b"\0", "KX-REQ: not ASN.1")
refused(R, "twice", good + good, "KX-REQ: not ASN.1")
refused(R, "length-indefinite", bytes([0x72, 0x80]) + good[3:] + b"\0\0", "KX-REQ: not DER at octet 1")
refused(R, "length-indefinite-inside", req(offer(f9=bytes([0x30, 0x80, 0, 0]))), "KX-REQ: not DER")
refused(R, "length-not-minimal", bytes([0x72, 0x82, 0, len(good) - 3]) + good[3:], "KX-REQ: not DER at octet 1")
refused(R, "length-not-minimal-inside", req_with(f3=bytes([2, 0x81, 1, 1])), "KX-REQ: not DER")
refused(R, "length-beyond-message", bytes([0x72, 0x84, 0x7F, 0xFF, 0xFF, 0xFF]) + good[3:], "KX-REQ: not ASN.1")
refused(R, "tag-not-minimal", bytes([0x7F, 0x12]) + good[1:], "KX-REQ: not ASN.1")
refused(R, "integer-not-minimal", req_with(f3=bytes([2, 2, 0, 1])), "KX-REQ: not ASN.1")
refused(R, "integer-empty", req_with(f3=bytes([2, 0])), "KX-REQ: not ASN.1")
refused(R, "octets-constructed", req_with(f1=tlv(0x24, octets(REQ_SALT[:8]) + octets(REQ_SALT[8:]))), "KX-REQ: not DER")
refused(R, "oid-not-minimal", req_with(f9=seq(fields({0: bytes([6, 3, 0x2A, 0x80, 1]), 2: octets(b"")}))), "KX-REQ: not ASN.1")
refused(R, "boolean-one", req_with(f9=seq(extension(OID, b"", bytes([1, 1, 1])))), "KX-REQ: not DER")
refused(R, "nested-70", req_with(f9=nest(70)), "KX-REQ: not ASN.1")
refused(R, "nested-5000", nest(5000), "KX-REQ: not ASN.1")
refused(R, "nested-5000-indefinite", bytes([0x30, 0x80]) * 5000, "KX-REQ: not ASN.1")
refused(R, "length-indefinite-in-addition", req(more=ctx(3, bytes([0x30, 0x80, 0, 0]))), "KX-REQ: not DER")

# Refused: the message around the offer.
refused(R, "oversized", req(more=ctx(3, octets(bytes(65536)))), "KX-REQ: longer than 65536 octets")
refused(R, "is-a-reply", rep(), "KX-REQ: not [APPLICATION 18]")
refused(R, "is-an-error", error(), "KX-REQ: not [APPLICATION 18]")
refused(R, "context-tag", tlv(0xB2, good[3:]), "KX-REQ: not [APPLICATION 18]")
refused(R, "application-tag-primitive", tlv(0x52, good[3:]), "KX-REQ: not [APPLICATION 18]")
refused(R, "application-tag-implicit", tlv(0x72, good[6:]), "KX-REQ: not [APPLICATION 18]")
refused(R, "application-tag-empty", tlv(0x72, b""), "KX-REQ: not [APPLICATION 18]")
refused(R, "set-for-sequence", tlv(0x72, tlv(0x31, good[6:])), "KX-REQ: not a SEQUENCE")
refused(R, "pvno-4", req(pvno=4), "KX-REQ.pvno: 4 instead of 5")
refused(R, "pvno-beyond-int64", req(pvno=2 ** 64 + 5), "KX-REQ.pvno: not an Int32")
refused(R, "pvno-missing", tlv(0x72, seq(ctx(1, integer(18)), ctx(2, offer()))), "KX-REQ.pvno: missing")
refused(R, "msg-type-of-reply", req(msg_type=19), "KX-REQ.msg-type: 19 instead of 18")
refused(R, "msg-type-missing", tlv(0x72, seq(ctx(0, integer(5)), ctx(2, offer()))), "KX-REQ.msg-type: missing")
refused(R, "offer-missing", tlv(0x72, seq(ctx(0, integer(5)), ctx(1, integer(18)))), "KX-REQ.offer: missing")
refused(R, "offer-twice", req(more=ctx(2, offer())), "KX-REQ: unexpected field [2]")
refused(R, "offer-implicit", tlv(0x72, seq(ctx(0, integer(5)), ctx(1, integer(18)), tlv(0xA2, offer()[3:]))),
        "KX-REQ.offer: not one value under an explicit tag")
refused(R, "added-fields-falling", req(more=ctx(4, seq()) + ctx(3, seq())), "KX-REQ: unexpected field [3]")
refused(R, "added-field-untagged", req(more=integer(1)), "KX-REQ: an element without context tag")
refused(R, "added-field-application-tag", req(more=tlv(0x63, seq())), "KX-REQ: an element without context tag")
refused(R, "added-field-nested-66", req(more=tlv(0xA3, nest(66 - 3))), "KX-REQ: not ASN.1")
refused(R, "added-field-tag-not-minimal", req(more=tagged(bytes([0xBF, 3]), seq())), "KX-REQ: not ASN.1")
refused(R, "added-field-tag-of-32-bits", req(more=tagged(bytes([0xBF, 0x88, 0x80, 0x80, 0x80, 0]), seq())), "KX-REQ: not ASN.1")
refused(R, "added-field-set-not-sorted", req(more=ctx(3, tlv(0x31, integer(2) + integer(1)))), "KX-REQ: not DER")
refused("KX-REP", "is-a-request", req(), "KX-REP: not [APPLICATION 19]")
refused("KX-REP", "msg-type-of-request", rep(msg_type=18), "KX-REP.msg-type: 18 instead of 19")
refused("KX-REP", "trailing-octet", rep() + b"\0", "KX-REP: not ASN.1")

# Refused: each field of the offer, missing and as a NULL.
NAMES = ["request-time", "salt", "kx-name", "kvno", "etypes", "from", "till", "max-uses", "my-name", "extensions"]
TYPES = {0: "a KerberosTime", 1: "an OCTET STRING", 2: "a SEQUENCE", 3: "a UInt32", 4: "a SEQUENCE OF", 5: "a KerberosTime",
         6: "a KerberosTime", 7: "a UInt32", 8: "a SEQUENCE", 9: "a SEQUENCE OF"}
for i, field in enumerate(NAMES):
    path = "KX-REQ.offer." + field
    if field != "max-uses":
        refused(R, field + "-missing", req_with(**{"f%d" % i: None}), path + ": missing")
    refused(R, field + "-null", req_with(**{"f%d" % i: bytes([5, 0])}), path + ": not " + TYPES[i])
swapped = offer_fields()
refused(R, "fields-swapped", req(fields({0: swapped[0], 2: swapped[2], 1: swapped[1]})), "KX-REQ.offer.salt: missing")
refused(R, "field-twice", req(seq(ctx(0, time(NOW)), ctx(0, time(NOW)))), "KX-REQ.offer: unexpected field [0]")
refused(R, "field-unknown", req_with(f10=integer(1)), "KX-REQ.offer: unexpected field [10]")
refused(R, "field-of-two-values", req(seq(ctx(0, time(NOW) + time(NOW)))), "KX-REQ.offer.request-time: not one value under an explicit tag")

# Refused: the offer's values.
refused(R, "salt-15", req_with(f1=octets(bytes(15))), "KX-REQ.offer.salt: not 16 to 64 octets")
refused(R, "salt-65", req_with(f1=octets(bytes(65))), "KX-REQ.offer.salt: not 16 to 64 octets")
refused(R, "salt-empty", req_with(f1=octets(b"")), "KX-REQ.offer.salt: not 16 to 64 octets")
refused(R, "kvno-negative", req_with(f3=integer(-1)), "KX-REQ.offer.kvno: not a UInt32")
refused(R, "kvno-negative-four-octets", req_with(f3=bytes([2, 4, 0xFE, 0, 0, 0])), "KX-REQ.offer.kvno: not a UInt32")
refused(R, "kvno-33-bits", req_with(f3=integer(2 ** 32)), "KX-REQ.offer.kvno: not a UInt32")
refused(R, "kvno-65-bits", req_with(f3=integer(2 ** 64 + 1)), "KX-REQ.offer.kvno: not a UInt32")
refused(R, "kvno-enumerated", req_with(f3=bytes([10, 1, 1])), "KX-REQ.offer.kvno: not a UInt32")
refused(R, "max-uses-negative", req_with(f7=integer(-1)), "KX-REQ.offer.max-uses: not a UInt32")
refused(R, "max-uses-33-bits", req_with(f7=integer(2 ** 32)), "KX-REQ.offer.max-uses: not a UInt32")
refused(R, "etypes-none", req_with(f4=seq()), "KX-REQ.offer.etypes: not 1 to 32")
refused(R, "etypes-33", req_with(f4=seq(*map(integer, range(33)))), "KX-REQ.offer.etypes: not 1 to 32")
refused(R, "etypes-falling", req_with(f4=seq(integer(18), integer(17))), "KX-REQ.offer.etypes: not rising")
refused(R, "etypes-twice", req_with(f4=seq(integer(18), integer(18))), "KX-REQ.offer.etypes: not rising")
refused(R, "etypes-32-bits", req_with(f4=seq(integer(17), integer(2 ** 31))), "KX-REQ.offer.etypes[1]: not an Int32")
refused(R, "etypes-text", req_with(f4=seq(text("aes"))), "KX-REQ.offer.etypes[0]: not an Int32")
BAD_TIME = ": not ASN.1: invalid GeneralizedTime format"
for label, bad in {"month-13": "20261323140000Z", "february-30": "20260230140000Z", "hour-24": "20261123240000Z",
                   "second-60": "20261231235960Z", "sign": "+2026112314000Z", "small-z": "20261123140000z",
                   "letters": "2026112314000xZ"}.items():
    refused(R, "time-" + label, req_with(f0=time(bad)), R + BAD_TIME)
for label, bad in {"without-zone": "20261123140000", "fraction": "20261123140000.5Z", "offset": "20261123140000+0100"}.items():
    refused(R, "time-" + label, req_with(f0=time(bad)), "KX-REQ.offer.request-time: not a KerberosTime")
refused(R, "time-without-seconds", req_with(f0=time("202611231400Z")), "KX-REQ: not DER")
refused(R, "from-utctime", req_with(f5=tlv(0x17, b"261123140000Z")), "KX-REQ.offer.from: not a KerberosTime")
refused(R, "till-fraction", req_with(f6=time("20261123140000.5Z")), "KX-REQ.offer.till: not a KerberosTime")

# Refused: names.
P = "KX-REQ.offer.kx-name"


def named(realm=text("A.EXAMPLE"), name_type=integer(2), strings=name_string("krbtgt", "B.EXAMPLE")):
    return req_with(f2=fields({0: realm, 1: fields({0: name_type, 1: strings})}))


refused(R, "realm-missing", named(realm=None), P + ".realm: missing")
refused(R, "realm-empty", named(realm=text("")), P + ".realm: realm is empty")
refused(R, "realm-x500", named(realm=text("C=NL/O=A")), P + ".realm: realm is not domain-style")
refused(R, "realm-trailing-dot", named(realm=text("A.EXAMPLE.")), P + ".realm: realm is not domain-style")
refused(R, "realm-254", named(realm=text(LONGEST + "L")), P + ".realm: realm is longer than 253 characters")
refused(R, "realm-newline", named(realm=text("A.EXAMPLE\n")), P + ".realm: not printable ASCII")
refused(R, "realm-utf8", named(realm=text("Ä.EXAMPLE")), P + ".realm: not printable ASCII")
refused(R, "realm-ia5string", named(realm=tlv(0x16, b"A.EXAMPLE")), P + ".realm: not a KerberosString")
refused(R, "name-type-missing", named(name_type=None), P + ".principalName.name-type: missing")
refused(R, "name-type-32-bits", named(name_type=integer(2 ** 31)), P + ".principalName.name-type: not an Int32")
refused(R, "name-string-missing", named(strings=None), P + ".principalName.name-string: missing")
refused(R, "name-string-none", named(strings=seq()), P + ".principalName.name-string: a principal has 1 to 8 components")
refused(R, "name-string-9", named(strings=name_string(*"abcdefghi")), P + ".principalName.name-string: a principal has 1 to 8 components")
refused(R, "name-component-empty", named(strings=name_string("krbtgt", "")), P + ".principalName.name-string: a component has 1 to 255 characters")
refused(R, "name-component-256", named(strings=name_string("krbtgt", "x" * 256)), P + ".principalName.name-string: a component has 1 to 255 characters")
refused(R, "name-component-nul", named(strings=name_string("krbtgt", b"B.EXAMPLE\0")), P + ".principalName.name-string[1]: not printable ASCII")
refused(R, "name-component-utf8string", named(strings=seq(tlv(0x0C, b"krbtgt"))), P + ".principalName.name-string[0]: not a KerberosString")
refused(R, "name-without-realm", req_with(f2=fields({0: integer(2), 1: name_string("krbtgt", "B.EXAMPLE")})), P + ".realm: not a KerberosString")
refused(R, "name-field-unknown", req_with(f2=fields({0: text("A.EXAMPLE"), 1: fields({0: integer(2), 1: name_string("x")}), 2: seq()})),
        P + ": unexpected field [2]")

# Refused: extensions.
X = "KX-REQ.offer.extensions"
refused(R, "extension-false", req_with(f9=seq(extension(OID, b"", FALSE))), X + "[0].critical: FALSE is the default and must not be written")
refused(R, "extension-critical-integer", req_with(f9=seq(extension(OID, b"", integer(1)))), X + "[0].critical: not a BOOLEAN")
refused(R, "extension-oid-missing", req_with(f9=seq(EXT[0], fields({2: octets(b"")}))), X + "[1].oid: missing")
refused(R, "extension-oid-relative", req_with(f9=seq(fields({0: tlv(0x0D, b"\1"), 2: octets(b"")}))), X + "[0].oid: not an OBJECT IDENTIFIER")
refused(R, "extension-oid-long", req_with(f9=seq(extension("1.3" + ".1" * 63, b""))), X + "[0].oid: longer than 128 characters")
refused(R, "extension-value-missing", req_with(f9=seq(fields({0: oid(OID)}))), X + "[0].value: missing")
refused(R, "extension-value-4097", req_with(f9=seq(extension(OID, bytes(4097)))), X + "[0].value: longer than 4096 octets")
refused(R, "extension-field-unknown", req_with(f9=seq(fields({0: oid(OID), 2: octets(b""), 3: seq()}))), X + "[0]: unexpected field [3]")
refused(R, "extension-not-a-sequence", req_with(f9=seq(octets(b""))), X + "[0]: not a SEQUENCE")
refused(R, "extensions-17", req_with(f9=seq(*(extension(OID + ".%d" % i, b"") for i in range(17)))), X + ": more than 16")
refused(R, "extensions-same-oid", req_with(f9=seq(EXT[0], extension(OID, b"", TRUE))), X + ": " + OID + " twice")
refused(R, "extensions-together", req_with(f9=seq(*(extension(OID + ".%d" % i, bytes(4096)) for i in range(9)))),
        X + ": together more than 32768 octets")

# Refused: KXOVER-KEY-INFO.
K = "KXOVER-KEY-INFO"
for i, field in enumerate(["kx-name", "req-name", "rep-name", "from", "till", "max-uses", "kvno", "req-salt", "rep-salt", "extension-info"]):
    if field != "max-uses":
        refused(K, field + "-missing", info(**{"f%d" % i: None}), K + "." + field + ": missing")
refused(K, "is-an-offer", offer(), K + ".kx-name: not a SEQUENCE")
refused(K, "kvno-negative", info(f6=integer(-1)), K + ".kvno: not a UInt32")
refused(K, "kvno-33-bits", info(f6=integer(2 ** 32)), K + ".kvno: not a UInt32")
refused(K, "max-uses-33-bits", info(f5=integer(2 ** 32)), K + ".max-uses: not a UInt32")
refused(K, "req-salt-15", info(f7=octets(bytes(15))), K + ".req-salt: not 16 to 64 octets")
refused(K, "rep-salt-65", info(f8=octets(bytes(65))), K + ".rep-salt: not 16 to 64 octets")
refused(K, "extensions-same-oid", info(f9=seq(EXT[0], EXT[0])), K + ".extension-info: " + OID + " twice")
refused(K, "field-unknown", info(f10=seq()), K + ": unexpected field [10]")
refused(K, "trailing-octet", info() + b"\0", K + ": not ASN.1")

# PRIOR-KEY, the value of an extension.
Y = "PRIOR-KEY"
ok(Y, "minimal", prior(), prior_lines())
ok(Y, "kvno-highest", prior(kvno=MAX), prior_lines(kvno=MAX))
ok(Y, "kvno-0", prior(kvno=0), prior_lines(kvno=0))
ok(Y, "etype-unknown", prior(etype=-2 ** 31), prior_lines(etype=-2 ** 31))
for i, field in enumerate(["kvno", "etype", "proof"]):
    rest = {0: integer(7), 1: integer(20), 2: octets(bytes(48))}
    rest[i] = None
    refused(Y, field + "-missing", fields(rest), Y + "." + field + ": missing")
refused(Y, "kvno-negative", prior(kvno=-1), Y + ".kvno: not a UInt32")
refused(Y, "kvno-33-bits", prior(kvno=2 ** 32), Y + ".kvno: not a UInt32")
refused(Y, "etype-33-bits", prior(etype=2 ** 31), Y + ".etype: not an Int32")
refused(Y, "proof-none", prior(proof=b""), Y + ".proof: not 48 octets")
refused(Y, "proof-47", prior(proof=bytes(47)), Y + ".proof: not 48 octets")
refused(Y, "proof-49", prior(proof=bytes(49)), Y + ".proof: not 48 octets")
refused(Y, "field-unknown", prior(more=ctx(3, seq())), Y + ": unexpected field [3]")
refused(Y, "fields-swapped", seq(ctx(1, integer(20)), ctx(0, integer(7)), ctx(2, octets(bytes(48)))), Y + ".kvno: missing")
refused(Y, "not-a-sequence", octets(bytes(48)), Y + ": not a SEQUENCE")
refused(Y, "empty", b"", Y + ": empty")
refused(Y, "trailing-octet", prior() + b"\0", Y + ": not ASN.1")
refused(Y, "length-indefinite", bytes([0x30, 0x80]) + prior()[2:] + b"\0\0", Y + ": not DER at octet 1")

# Refused: KRB-ERROR.
E = "KRB-ERROR"
for i, field in {0: "pvno", 1: "msg-type", 4: "stime", 5: "susec", 6: "error-code", 9: "realm", 10: "sname"}.items():
    refused(E, field + "-missing", error(**{"f%d" % i: None}), E + "." + field + ": missing")
refused(E, "pvno-4", error(f0=integer(4)), E + ".pvno: 4 instead of 5")
refused(E, "pvno-41-bits", error(f0=integer(2 ** 40 + 5)), E + ".pvno: not an Int32")
refused(E, "msg-type-of-request", error(f1=integer(18)), E + ".msg-type: 18 instead of 30")
refused(E, "ctime-fraction", error(f2=time("20261123140000.5Z")), E + ".ctime: not a KerberosTime")
refused(E, "cusec-million", error(f3=integer(10 ** 6)), E + ".cusec: not 0 to 999999")
refused(E, "stime-month-13", error(f4=time("20261323140000Z")), E + BAD_TIME)
refused(E, "stime-offset", error(f4=time("20261123140000+0100")), E + ".stime: not a KerberosTime")
refused(E, "stime-1969", error(f4=time("19691231235959Z")), E + ".stime: before 1970")
refused(E, "susec-negative", error(f5=integer(-1)), E + ".susec: not 0 to 999999")
refused(E, "code-32-bits", error(f6=integer(2 ** 31)), E + ".error-code: not an Int32")
refused(E, "crealm-empty", error(f7=text("")), E + ".crealm: realm is empty")
refused(E, "cname-empty", error(f8=fields({0: integer(1), 1: seq()})), E + ".cname.name-string: a principal has 1 to 8 components")
refused(E, "realm-x500", error(f9=text("C=NL")), E + ".realm: realm is not domain-style")
refused(E, "sname-with-realm", error(f10=B), E + ".sname.name-type: not an Int32")
refused(E, "text-257", error(f11=text("x" * 257)), E + ".e-text: longer than 256 characters")
refused(E, "text-escape", error(f11=text("\x1b[2Jgone")), E + ".e-text: not printable ASCII")
refused(E, "text-newline", error(f11=text("a\nb")), E + ".e-text: not printable ASCII")
refused(E, "data-integer", error(f12=integer(1)), E + ".e-data: not an OCTET STRING")
refused(E, "field-unknown", error(f13=seq()), E + ": unexpected field [13]")
refused(E, "trailing-octet", error() + b"\0", E + ": not ASN.1")
refused(E, "length-not-minimal", bytes([0x7E, 0x82, 0]) + error(f11=text("x" * 100))[2:], E + ": not DER at octet 1")
refused(E, "length-indefinite", bytes([0x7E, 0x80]) + error()[2:] + b"\0\0", E + ": not DER at octet 1")

# KX-ACK.
K = "KX-ACK"
ok(K, "minimal", ack(), ack_lines())
ok(K, "kvno-0", ack(f3=integer(0)), ack_lines(kvno=0))
ok(K, "kvno-highest", ack(f3=integer(MAX)), ack_lines(kvno=MAX))
ok(K, "added-field", ack(more=ctx(5, text("later"))), ack_lines(), "without additions")
refused(K, "empty", b"", K + ": empty")
refused(K, "trailing-octet", ack() + b"\0", K + ": not ASN.1")
refused(K, "length-indefinite", bytes([0x77, 0x80]) + ack()[2:] + b"\0\0", K + ": not DER at octet 1")
refused(K, "is-a-request", req(), K + ": not [APPLICATION 23]")
refused(K, "pvno-4", ack(f0=integer(4)), K + ".pvno: 4 instead of 5")
refused(K, "msg-type-of-reply", ack(f1=integer(19)), K + ".msg-type: 19 instead of 23")
refused(K, "kvno-negative", ack(f3=integer(-1)), K + ".kvno: not a UInt32")
refused(K, "kvno-33-bits", ack(f3=integer(2 ** 32)), K + ".kvno: not a UInt32")
refused(K, "proof-47", ack(f4=octets(bytes(47))), K + ".proof: not 48 octets")
refused(K, "proof-49", ack(f4=octets(bytes(49))), K + ".proof: not 48 octets")
refused(K, "added-field-falling", ack(more=ctx(4, seq())), K + ": unexpected field [4]")
for i, field in enumerate(["pvno", "msg-type", "kx-name", "kvno", "proof"]):
    refused(K, field + "-missing", ack(**{"f%d" % i: None}), K + "." + field + ": missing")
