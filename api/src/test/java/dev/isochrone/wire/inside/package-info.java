/** Tests of what operators say to servers. */
@NullMarked
package dev.isochrone.wire.inside;

import org.jspecify.annotations.NullMarked;
