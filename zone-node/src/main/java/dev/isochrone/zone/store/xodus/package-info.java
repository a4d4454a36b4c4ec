/**
 * The engine on a disk: Xodus 2.0.1, which neither syncs by default nor has checksums, and will see
 * no further release. Every sync is therefore asked for here, and every checksum is above. Nothing
 * outside this package knows Xodus.
 */
@NullMarked
package dev.isochrone.zone.store.xodus;

import org.jspecify.annotations.NullMarked;
