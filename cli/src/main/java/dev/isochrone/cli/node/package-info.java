/** {@code isochrone node}: one zone node as a process. */
@NullMarked
package dev.isochrone.cli.node;

import org.jspecify.annotations.NullMarked;
