/**
 * Two realms under traffic for any time, with and without faults, run by {@code make soak}. It
 * finds what shows only after hours, such as leaks.
 */
package org.kxover.soak;
