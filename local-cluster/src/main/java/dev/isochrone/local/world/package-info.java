/** A cluster with controllers on one machine, each server a process that outlives its starter. */
@NullMarked
package dev.isochrone.local.world;

import org.jspecify.annotations.NullMarked;
