/**
 * An administrator asks: {@code Administration} tells what there is, and has the other ways do what
 * an administrator orders.
 */
package org.kxover.administration;
