/** Tests of conflicts on the wire. */
@NullMarked
package dev.isochrone.wire.conflict;

import org.jspecify.annotations.NullMarked;
