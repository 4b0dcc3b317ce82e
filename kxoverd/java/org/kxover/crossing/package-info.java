/**
 * The client role: we ask another realm for a key. {@code Crossing} tries the realm's daemons one
 * after the other, agrees on a key with one of them, and writes it into our database.
 */
package org.kxover.crossing;
