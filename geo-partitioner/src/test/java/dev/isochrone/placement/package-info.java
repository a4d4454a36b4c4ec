/** Tests of homes, slots and the directory. */
@NullMarked
package dev.isochrone.placement;

import org.jspecify.annotations.NullMarked;
