/** Tests of {@link dev.isochrone.cli.shell}. */
@NullMarked
package dev.isochrone.cli.shell;

import org.jspecify.annotations.NullMarked;
