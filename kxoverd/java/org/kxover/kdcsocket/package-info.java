/**
 * The UNIX socket on which the KDC sends requests (doc/PROTOCOL.md section 7). A message is text:
 * one {@code name=value} a line, and an empty line at the end. Each KDC process has one connection.
 * It may have many open requests, and answers come in any order.
 */
package org.kxover.kdcsocket;
