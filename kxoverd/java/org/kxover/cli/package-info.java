/** The commands that a person types. */
package org.kxover.cli;
