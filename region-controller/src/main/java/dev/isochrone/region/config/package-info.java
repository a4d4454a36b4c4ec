/** What people write about a cluster with controllers, as files. */
@NullMarked
package dev.isochrone.region.config;

import org.jspecify.annotations.NullMarked;
