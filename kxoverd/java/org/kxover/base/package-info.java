/**
 * What the Java library lacks. Any package may use this package, which uses none of the others and
 * knows nothing of Kerberos.
 */
package org.kxover.base;
