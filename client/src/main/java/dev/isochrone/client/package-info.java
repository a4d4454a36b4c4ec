/**
 * The Java client: it finds a row's home by itself, asks the leader there or a near replica,
 * follows refusals that say where or when, and tells all others to its caller.
 */
@NullMarked
package dev.isochrone.client;

import org.jspecify.annotations.NullMarked;
