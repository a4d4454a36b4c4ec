/** Tests of what operators see and change inside of a server. */
@NullMarked
package dev.isochrone.server.inside;

import org.jspecify.annotations.NullMarked;
