/**
 * Judges of what happened: each takes histories, dumps or logs, and returns a {@link
 * dev.isochrone.chaos.check.Verdict}. None of them contains a class of the product, each has been
 * seen to reject what it is there for, and all are pure: the same input gives the same verdict, now
 * and from a file in a year.
 */
@NullMarked
package dev.isochrone.chaos.check;

import org.jspecify.annotations.NullMarked;
