/**
 * Floods of connections, handshakes and requests at a running kxoverd, and machines that run out of
 * a resource. Users must still get their tickets.
 */
package org.kxover.load;
