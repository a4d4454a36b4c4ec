/** Tests of the command. */
@NullMarked
package dev.isochrone.cli;

import org.jspecify.annotations.NullMarked;
