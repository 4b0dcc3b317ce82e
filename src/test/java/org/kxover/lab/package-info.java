/**
 * Realms for tests, the demo and benchmarks, made of real programs on free loopback ports below one
 * temporary folder.
 */
package org.kxover.lab;
