/**
 * What a request does next, from the refusals that it has met: decided here, purely, with neither
 * connection nor thread nor clock, and done by whoever carries the request out. Not for callers of
 * the client.
 */
@NullMarked
package dev.isochrone.client.course;

import org.jspecify.annotations.NullMarked;
