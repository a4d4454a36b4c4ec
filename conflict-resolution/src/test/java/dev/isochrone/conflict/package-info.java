/** Tests of what becomes of versions that meet. */
@NullMarked
package dev.isochrone.conflict;

import org.jspecify.annotations.NullMarked;
