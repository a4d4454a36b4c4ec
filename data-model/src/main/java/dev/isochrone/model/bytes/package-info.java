/** Bytes as values, and the two ends of every binary form of docs/formats.md. */
@NullMarked
package dev.isochrone.model.bytes;

import org.jspecify.annotations.NullMarked;
