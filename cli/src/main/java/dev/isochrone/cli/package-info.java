/**
 * The command {@code isochrone}: one class per command, text for people, JSON for programs, exit
 * codes in a table.
 */
@NullMarked
package dev.isochrone.cli;

import org.jspecify.annotations.NullMarked;
