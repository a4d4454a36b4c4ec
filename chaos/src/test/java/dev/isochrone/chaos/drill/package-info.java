/**
 * Drills over processes: nodes are killed under load, and what clients were told is held against
 * what is there. {@code History} and {@code Judge} are pure; {@code Load} and {@code KillDrillTest}
 * have the threads and the processes.
 */
@NullMarked
package dev.isochrone.chaos.drill;

import org.jspecify.annotations.NullMarked;
