/** Tests of rings and layouts. */
@NullMarked
package dev.isochrone.placement.ring;

import org.jspecify.annotations.NullMarked;
