/** How a node finds its place in a cluster that has controllers. */
@NullMarked
package dev.isochrone.zone.membership;

import org.jspecify.annotations.NullMarked;
