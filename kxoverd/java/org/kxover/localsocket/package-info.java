/**
 * What the UNIX sockets of this daemon have in common: who may connect, how often, and messages of
 * text, one {@code name=value} a line, an empty line ends a message; all of it within bounds.
 */
package org.kxover.localsocket;
