/** Tests of the basic forms. */
@NullMarked
package dev.isochrone.model.bytes;

import org.jspecify.annotations.NullMarked;
