/**
 * {@code isochrone bench}: a closed loop over the public client, and what it measured. One thread
 * sends; answers are counted on the client's threads.
 */
@NullMarked
package dev.isochrone.cli.bench;

import org.jspecify.annotations.NullMarked;
