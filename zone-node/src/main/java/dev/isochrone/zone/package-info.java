/**
 * The storage server of a zone: its wiring, its data directory, and the gateway that serves a
 * request here or sends it on to where it can be served.
 */
@NullMarked
package dev.isochrone.zone;

import org.jspecify.annotations.NullMarked;
