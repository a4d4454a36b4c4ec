/**
 * What is asked of a node, and what it answers, as values: the same behind a gateway, a leader and
 * a client.
 */
@NullMarked
package dev.isochrone.model.request;

import org.jspecify.annotations.NullMarked;
