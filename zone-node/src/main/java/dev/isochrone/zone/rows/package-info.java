/**
 * What applying does to rows, below what a log entry says: the rows with digest and counts ({@code
 * KeptRows}), what is owed to peers ({@code OwedChanges}), what a command would do before it is
 * done ({@code Draft}), and how rows come to be that every region writes ({@code MultiMasterRows}).
 * Confined to the apply thread.
 */
@NullMarked
package dev.isochrone.zone.rows;

import org.jspecify.annotations.NullMarked;
