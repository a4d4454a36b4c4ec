/**
 * A region controller, whole: its configuration, its two groups, its service, and the steps that it
 * takes by itself.
 *
 * <p>Assumptions. The members of both groups are fixed when a cluster begins; a controller that
 * lost its disk never comes back under its old id; the logs are not shortened in this release. The
 * data path never waits for what is here.
 */
@NullMarked
package dev.isochrone.region;

import org.jspecify.annotations.NullMarked;
