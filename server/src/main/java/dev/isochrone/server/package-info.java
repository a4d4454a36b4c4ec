/**
 * What every server shares: listening within limits, health, reflection, a deadline for every call,
 * an orderly end. It knows nothing of data.
 */
@NullMarked
package dev.isochrone.server;

import org.jspecify.annotations.NullMarked;
