/** {@code isochrone replication}: how links between regions are, and what operators tell them. */
@NullMarked
package dev.isochrone.cli.replication;

import org.jspecify.annotations.NullMarked;
