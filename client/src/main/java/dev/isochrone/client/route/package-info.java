/**
 * Which servers can answer for a row or a range, by one version of the directory and by what was
 * learnt under it of who leads. Nothing here sends anything. Not for callers of the client.
 */
@NullMarked
package dev.isochrone.client.route;

import org.jspecify.annotations.NullMarked;
