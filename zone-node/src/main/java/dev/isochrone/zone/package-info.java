/**
 * The storage server of a zone, whole: its configuration, and the wiring of what the packages below
 * hold, opened in order and closed in reverse.
 */
@NullMarked
package dev.isochrone.zone;

import org.jspecify.annotations.NullMarked;
