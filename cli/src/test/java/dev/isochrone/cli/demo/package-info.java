/** Tests of {@link dev.isochrone.cli.demo}. */
@NullMarked
package dev.isochrone.cli.demo;

import org.jspecify.annotations.NullMarked;
