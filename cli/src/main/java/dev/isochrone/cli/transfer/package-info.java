/**
 * {@code isochrone import} and {@code isochrone export}: rows from files into tables, and back.
 * What lines say is decided in {@code format}; {@link dev.isochrone.cli.transfer.ImportCourse}
 * decides what is sent when, and {@link dev.isochrone.cli.transfer.Load} does it.
 */
@NullMarked
package dev.isochrone.cli.transfer;

import org.jspecify.annotations.NullMarked;
