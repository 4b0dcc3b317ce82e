/**
 * Another realm asks us: {@code Reception} takes its connection, and {@code Incoming} decides about
 * its request. What an ordinary Kerberos client sends (RFC 6251) goes to the KDC through {@code
 * KdcRelay}.
 */
package org.kxover.serving;
