/** Histories for tests: told in lines of text, or drawn by chance from a world that is in order. */
@NullMarked
package dev.isochrone.chaos.told;

import org.jspecify.annotations.NullMarked;
