package org.kxover.tls;

import java.util.List;

/** The result of a complete handshake, for the session. */
record HandshakeResult(List<byte[]> peerChain, int namedGroup, Exporter exporter) {}
