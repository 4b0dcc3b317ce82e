package org.kxover.tls;

import java.util.List;

/** What a handshake leaves for the session; complete only when the handshake is. */
record HandshakeResult(List<byte[]> peerChain, int namedGroup, Exporter exporter) {}
