/** Tests of clusters on one machine. */
@NullMarked
package dev.isochrone.local;

import org.jspecify.annotations.NullMarked;
