/**
 * Two realms under traffic for as long as one likes, with and without faults, run by {@code make
 * soak}: what a test of minutes cannot show.
 */
package org.kxover.soak;
