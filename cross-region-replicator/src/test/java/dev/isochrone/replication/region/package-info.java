@NullMarked
package dev.isochrone.replication.region;

import org.jspecify.annotations.NullMarked;
