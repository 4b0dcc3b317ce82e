/**
 * We ask another realm: {@code Crossing} tries its peers one after the other, agrees on a key with
 * one of them, and writes the key.
 */
package org.kxover.crossing;
