/**
 * The settings: one file, read once, immutable; whatever is unknown or wrong stops the start.
 *
 * <p>A setting is declared once, as a constant in the class of its section: its name, its type with
 * bounds, its default, and its text for administrators. The parser, the errors, the man page, the
 * example configuration ({@code make example}) and the comparison at a reload come from there. It
 * is read by {@code settings.get(ListenSettings.ADDRESS)}. So a new setting is a constant, its use,
 * and the test of its use.
 */
package org.kxover.config;
