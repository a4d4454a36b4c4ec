/** Tests of {@code isochrone conflicts}. */
@NullMarked
package dev.isochrone.cli.certificate;

import org.jspecify.annotations.NullMarked;
