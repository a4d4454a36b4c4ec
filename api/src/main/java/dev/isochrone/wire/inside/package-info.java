/**
 * What operators look at and change inside of a running server, on the wire: {@code
 * isochrone.v1.Servers}.
 */
@NullMarked
package dev.isochrone.wire.inside;

import org.jspecify.annotations.NullMarked;
