/**
 * The path of a write through the whole system: real servers in this JVM, real disks, real
 * connections on loopback.
 */
@NullMarked
package dev.isochrone.chaos.path;

import org.jspecify.annotations.NullMarked;
