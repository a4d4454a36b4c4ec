/** What a table is: its key, its columns, who may write its rows. */
@NullMarked
package dev.isochrone.model.table;

import org.jspecify.annotations.NullMarked;
