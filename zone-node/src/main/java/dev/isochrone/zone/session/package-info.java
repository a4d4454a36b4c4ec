/**
 * Sessions of idempotency: what a partition remembers of the writes that it has answered, so that
 * one that is sent twice takes effect once. Pure: time is that of log entries, so all replicas
 * remember and forget alike.
 */
@NullMarked
package dev.isochrone.zone.session;

import org.jspecify.annotations.NullMarked;
