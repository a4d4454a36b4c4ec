/** {@code isochrone conflicts}: versions that lost, listed and shown. */
@NullMarked
package dev.isochrone.cli.conflict;

import org.jspecify.annotations.NullMarked;
