/**
 * {@code isochrone status}: what the servers of a cluster say of themselves, and what is wrong in
 * it. The diagnosis is pure: the same answers give the same findings.
 */
@NullMarked
package dev.isochrone.cli.status;

import org.jspecify.annotations.NullMarked;
