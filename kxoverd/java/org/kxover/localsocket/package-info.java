/**
 * What the UNIX sockets of this daemon have in common: permitted users, the number of connections,
 * and messages of limited size. A message is text: one {@code name=value} a line, and an empty line
 * at the end.
 */
package org.kxover.localsocket;
