/**
 * Tests of the KDC's side, which is C: the protocol's code, and the hostrealm module inside libkrb5
 * against daemons of every kind of behaviour.
 */
package org.kxover.plugin;
