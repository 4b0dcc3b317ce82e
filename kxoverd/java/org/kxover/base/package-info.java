/**
 * Small additions to the Java library. Any package may use this package. It uses no other package
 * and knows nothing about Kerberos.
 */
package org.kxover.base;
