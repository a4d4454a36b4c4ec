/** Tests of tables. */
@NullMarked
package dev.isochrone.model.table;

import org.jspecify.annotations.NullMarked;
