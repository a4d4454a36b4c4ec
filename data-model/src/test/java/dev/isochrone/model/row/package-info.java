/** Tests of versions and changes. */
@NullMarked
package dev.isochrone.model.row;

import org.jspecify.annotations.NullMarked;
