/**
 * What TLS stands on, alike for servers and for clients: a side's own certificate and key, and the
 * authorities that it trusts, read from files and read again when these change; and what a failed
 * handshake means, in words for people.
 */
@NullMarked
package dev.isochrone.wire.tls;

import org.jspecify.annotations.NullMarked;
