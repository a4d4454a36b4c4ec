/**
 * {@code isochrone table} and {@code isochrone residency}: what tables and residency domains there
 * are, and how they are made, changed and dropped.
 */
@NullMarked
package dev.isochrone.cli.table;

import org.jspecify.annotations.NullMarked;
