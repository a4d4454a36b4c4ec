/**
 * A directory as a replicated log: the state that the log drives, its checkpoint on disk, proposals
 * and what becomes of them. It knows states and commands by their codecs alone.
 */
@NullMarked
package dev.isochrone.region.store;

import org.jspecify.annotations.NullMarked;
