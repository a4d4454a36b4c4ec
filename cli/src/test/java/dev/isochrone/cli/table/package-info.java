/** Tests of {@link dev.isochrone.cli.table}. */
@NullMarked
package dev.isochrone.cli.table;

import org.jspecify.annotations.NullMarked;
