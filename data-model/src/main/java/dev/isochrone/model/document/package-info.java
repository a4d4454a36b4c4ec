/** Documents: named, typed fields, and their bytes. */
@NullMarked
package dev.isochrone.model.document;

import org.jspecify.annotations.NullMarked;
