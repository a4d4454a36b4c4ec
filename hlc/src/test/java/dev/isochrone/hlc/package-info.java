/** Tests of hybrid time. */
@NullMarked
package dev.isochrone.hlc;

import org.jspecify.annotations.NullMarked;
