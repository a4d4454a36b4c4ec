/** {@code isochrone local}: a whole cluster on this machine, as processes. */
@NullMarked
package dev.isochrone.cli.local;

import org.jspecify.annotations.NullMarked;
