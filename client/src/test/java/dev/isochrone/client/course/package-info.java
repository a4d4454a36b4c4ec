/** Tests of what a request does next, by one thread. */
@NullMarked
package dev.isochrone.client.course;

import org.jspecify.annotations.NullMarked;
