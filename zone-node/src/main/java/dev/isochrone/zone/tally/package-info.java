/**
 * What became of the requests that a node answered, and how long they took: counts that any thread
 * adds to, and that are only summed up when somebody looks. Pure; no key and no value comes here.
 */
@NullMarked
package dev.isochrone.zone.tally;

import org.jspecify.annotations.NullMarked;
