/** Tests of keys and their bytes. */
@NullMarked
package dev.isochrone.model.key;

import org.jspecify.annotations.NullMarked;
