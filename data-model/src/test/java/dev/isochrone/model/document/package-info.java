/** Tests of documents. */
@NullMarked
package dev.isochrone.model.document;

import org.jspecify.annotations.NullMarked;
