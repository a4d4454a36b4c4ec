/**
 * A partition's state on its way from one replica to another: one stream, verified entry by entry
 * at both ends and as a whole at the receiving one.
 */
@NullMarked
package dev.isochrone.zone.store.transfer;

import org.jspecify.annotations.NullMarked;
