/**
 * Tests of the C code on the KDC's side: the protocol, the hostrealm module in libkrb5, and the
 * patched KDC, with honest and faulty daemons.
 */
package org.kxover.plugin;
