/** Fixtures for the tests of all modules. */
@NullMarked
package dev.isochrone.testing;

import org.jspecify.annotations.NullMarked;
