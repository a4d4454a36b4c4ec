/** Tests of which servers are asked. */
@NullMarked
package dev.isochrone.client.route;

import org.jspecify.annotations.NullMarked;
