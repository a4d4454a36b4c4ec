/** Tests of {@code isochrone conflicts}. */
@NullMarked
package dev.isochrone.cli.conflict;

import org.jspecify.annotations.NullMarked;
