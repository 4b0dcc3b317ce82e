/**
 * The UNIX socket on which the KDC asks: text, one {@code name=value} a line, an empty line ends a
 * message. One connection a KDC process, many requests open on it, answers in any order.
 */
package org.kxover.kdcsocket;
