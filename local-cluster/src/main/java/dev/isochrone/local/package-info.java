/**
 * Regions on one machine: several zone nodes in one JVM, each with its own clock, disk and ports,
 * on loopback. The demo and the tests stand on it.
 */
@NullMarked
package dev.isochrone.local;

import org.jspecify.annotations.NullMarked;
