/** The command lines of {@code kxoverd} and {@code kxover}. */
package org.kxover.cli;
