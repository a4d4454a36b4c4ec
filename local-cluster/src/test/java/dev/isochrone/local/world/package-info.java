/** Tests of {@link dev.isochrone.local.world}. */
@NullMarked
package dev.isochrone.local.world;

import org.jspecify.annotations.NullMarked;
