/**
 * What a controller does for those who ask: values in, outcomes out. Whoever brings the question,
 * and over which wire, stands above.
 */
@NullMarked
package dev.isochrone.region.desk;

import org.jspecify.annotations.NullMarked;
