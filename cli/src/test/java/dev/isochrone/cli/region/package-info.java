/** Tests of {@link dev.isochrone.cli.region}. */
@NullMarked
package dev.isochrone.cli.region;

import org.jspecify.annotations.NullMarked;
