/** {@code isochrone log} and {@code isochrone debug}: the insides of running servers. */
@NullMarked
package dev.isochrone.cli.inside;

import org.jspecify.annotations.NullMarked;
