/**
 * What is asked and answered about versions that lost, as values, and their translation to {@code
 * isochrone.v1.Conflicts} and back.
 */
@NullMarked
package dev.isochrone.wire.conflict;

import org.jspecify.annotations.NullMarked;
