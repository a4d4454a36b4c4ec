/** Tests of the translation between messages and values. */
@NullMarked
package dev.isochrone.wire;

import org.jspecify.annotations.NullMarked;
