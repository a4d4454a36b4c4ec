/**
 * How histories come to be and are kept: a recorder that clients share, and files of JSON lines,
 * from which every verdict can be reached again without the cluster.
 */
@NullMarked
package dev.isochrone.chaos.recording;

import org.jspecify.annotations.NullMarked;
