/**
 * The disk that is the node's own: the data directory and whose it is, the small files in it that
 * outlive a loss of power, and how full the disk may become.
 */
@NullMarked
package dev.isochrone.zone.disk;

import org.jspecify.annotations.NullMarked;
