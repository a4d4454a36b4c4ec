/** Small files that servers keep, and that must be whole after a loss of power. */
@NullMarked
package dev.isochrone.server.disk;

import org.jspecify.annotations.NullMarked;
