/** What the command {@code isochrone} gives to shells. */
@NullMarked
package dev.isochrone.cli.shell;

import org.jspecify.annotations.NullMarked;
