/**
 * Makes the parts that settings describe. {@code daemon} and {@code check} make them here, so that
 * a check looks at the network as the daemon does.
 */
package org.kxover.assembly;
