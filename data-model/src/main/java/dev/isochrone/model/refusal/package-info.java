/** The ways in which a request is not carried out. */
@NullMarked
package dev.isochrone.model.refusal;

import org.jspecify.annotations.NullMarked;
