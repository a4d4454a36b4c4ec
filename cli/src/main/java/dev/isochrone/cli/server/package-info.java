/**
 * {@code isochrone node}, {@code isochrone controller}: servers as processes, and their beginning.
 */
@NullMarked
package dev.isochrone.cli.server;

import org.jspecify.annotations.NullMarked;
