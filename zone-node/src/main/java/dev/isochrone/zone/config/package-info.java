/** A zone node's configuration file, and how it becomes what the node is started with. */
@NullMarked
package dev.isochrone.zone.config;

import org.jspecify.annotations.NullMarked;
