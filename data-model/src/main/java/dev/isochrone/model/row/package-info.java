/** Versions of rows, what they were caused by, and the changes that carry them between regions. */
@NullMarked
package dev.isochrone.model.row;

import org.jspecify.annotations.NullMarked;
