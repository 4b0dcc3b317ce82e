/** Finds the realm of a host, and the servers of a realm with their TLSA records, in secure DNS. */
package org.kxover.discovery;
