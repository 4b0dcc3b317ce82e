/**
 * The main methods of both programs, the wiring, warm-up and signals. The real clock, randomness
 * and network come from here and from nowhere else.
 */
package org.kxover.daemon;
