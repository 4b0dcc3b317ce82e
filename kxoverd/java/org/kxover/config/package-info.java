/** The settings: one file, read once, immutable; whatever is unknown or wrong stops the start. */
package org.kxover.config;
