/**
 * Scans as values: what is asked for, what a page says, and the token by which a scan that broke
 * off is gone on with.
 */
@NullMarked
package dev.isochrone.model.scan;

import org.jspecify.annotations.NullMarked;
