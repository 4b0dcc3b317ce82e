/**
 * Strangers and shortages in numbers: floods of connections, handshakes and requests at a running
 * kxoverd, and machines that run out of something, while users are to get their tickets.
 */
package org.kxover.load;
