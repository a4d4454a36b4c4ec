/** Tests of the client, against servers that do what a test says. */
@NullMarked
package dev.isochrone.client;

import org.jspecify.annotations.NullMarked;
