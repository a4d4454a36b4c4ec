/** Tests of rows in files. */
@NullMarked
package dev.isochrone.cli.transfer;

import org.jspecify.annotations.NullMarked;
