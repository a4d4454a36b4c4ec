/** Requests that took long, as the node's log names them: never a key, never a value. */
@NullMarked
package dev.isochrone.zone.slow;

import org.jspecify.annotations.NullMarked;
