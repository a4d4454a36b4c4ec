/** Tests of the session in which writes stand. */
@NullMarked
package dev.isochrone.client.session;

import org.jspecify.annotations.NullMarked;
