/**
 * What secure DNS says about strangers: the realm of a host, and the peers of a realm with the TLSA
 * records by which to know them.
 */
package org.kxover.discovery;
