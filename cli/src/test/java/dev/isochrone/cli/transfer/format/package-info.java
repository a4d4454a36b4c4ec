/** Tests of rows in files. */
@NullMarked
package dev.isochrone.cli.transfer.format;

import org.jspecify.annotations.NullMarked;
