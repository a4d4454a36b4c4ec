/**
 * The inside of a running server, as an operator may look at it and change it: what its log says,
 * and what is collected where something is to be understood.
 */
@NullMarked
package dev.isochrone.server.inside;

import org.jspecify.annotations.NullMarked;
