/**
 * The world that tests and demonstrations need, made of real programs on free loopback ports below
 * one scratch folder.
 */
package org.kxover.lab;
