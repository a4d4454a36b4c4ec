/** Tests of what is noted of slow requests. */
@NullMarked
package dev.isochrone.zone.slow;

import org.jspecify.annotations.NullMarked;
