/** Tests of refusals. */
@NullMarked
package dev.isochrone.model.refusal;

import org.jspecify.annotations.NullMarked;
