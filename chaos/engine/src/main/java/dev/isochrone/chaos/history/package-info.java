/**
 * What clients of a database did and were told, as values: a history knows nothing of the product,
 * so that what judges it can't believe what the product believes. Pure.
 */
@NullMarked
package dev.isochrone.chaos.history;

import org.jspecify.annotations.NullMarked;
