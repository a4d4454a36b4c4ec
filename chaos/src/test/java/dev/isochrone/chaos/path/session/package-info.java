/** Several commands that are one session, against real servers in this JVM. */
@NullMarked
package dev.isochrone.chaos.path.session;

import org.jspecify.annotations.NullMarked;
