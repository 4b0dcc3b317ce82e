/**
 * The main methods of both programs. This package creates and connects all parts of the daemon, and
 * handles signals and warm-up. Only this package uses the real clock, randomness and network.
 */
package org.kxover.daemon;
