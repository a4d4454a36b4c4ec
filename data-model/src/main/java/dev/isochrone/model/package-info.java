/**
 * Who and where: regions, zones, nodes, origins, and the names of versions. Pure values; no I/O, no
 * threads, no clocks.
 */
@NullMarked
package dev.isochrone.model;

import org.jspecify.annotations.NullMarked;
