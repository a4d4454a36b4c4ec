/** Tests of listening. */
@NullMarked
package dev.isochrone.server;

import org.jspecify.annotations.NullMarked;
