/**
 * Where rows live, and why: home regions by rule, slots by hash, partitions by layout, all as pure
 * functions of key and directory, so that any client finds the same place as any server.
 */
@NullMarked
package dev.isochrone.placement;

import org.jspecify.annotations.NullMarked;
