/** Transcripts and simulations of links, and the model of a partition that they run against. */
@NullMarked
package dev.isochrone.replication;

import org.jspecify.annotations.NullMarked;
