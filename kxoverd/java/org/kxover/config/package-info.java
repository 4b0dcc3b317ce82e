/**
 * The settings: one file, read once, immutable. An unknown setting or a wrong value prevents the
 * start.
 *
 * <p>Each setting is declared once, as a constant in the class of its section: name, type with
 * bounds, default, and description for administrators. The parser, the errors, the man page, the
 * example configuration ({@code make example}) and the comparison at a reload use this declaration.
 * Code reads a value with {@code settings.get(ListenSettings.ADDRESS)}. To add a setting, add the
 * constant, its use, and a test of its use.
 */
package org.kxover.config;
