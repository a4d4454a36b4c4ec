/**
 * What the two directories know, and what each command does to it: values and pure functions. The
 * global directory is one for all regions, the region directory one for each; {@link
 * dev.isochrone.region.directory.DirectoryView} makes of both what nodes and clients hold.
 *
 * <p>A state is immutable, and applying a command gives the next one: whoever reads keeps the value
 * that it has, and no lock is needed anywhere. Every command may come twice.
 */
@NullMarked
package dev.isochrone.region.directory;

import org.jspecify.annotations.NullMarked;
