/**
 * Scans: where one may be served ({@code ScanPlaces}), the threads on which all of a node's read
 * ({@code Scans}), and the pages of one, from a snapshot of the store ({@code Scan}).
 */
@NullMarked
package dev.isochrone.zone.scan;

import org.jspecify.annotations.NullMarked;
