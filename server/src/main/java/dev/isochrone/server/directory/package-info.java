/**
 * A node's copy of the directory: kept on disk, so that it starts and goes on when no controller
 * answers, and replaced by a newer one as soon as there is one.
 */
@NullMarked
package dev.isochrone.server.directory;

import org.jspecify.annotations.NullMarked;
