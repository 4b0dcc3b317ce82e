/**
 * Creates objects from the settings for {@code daemon} and {@code check}, so that a check sees the
 * network in the same way as the daemon.
 */
package org.kxover.assembly;
