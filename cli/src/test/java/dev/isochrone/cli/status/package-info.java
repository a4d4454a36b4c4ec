/** Tests of {@code isochrone status}. */
@NullMarked
package dev.isochrone.cli.status;

import org.jspecify.annotations.NullMarked;
