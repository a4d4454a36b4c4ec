/** Tests of the values together: golden files, decoders under damage, what is printed. */
@NullMarked
package dev.isochrone.model;

import org.jspecify.annotations.NullMarked;
