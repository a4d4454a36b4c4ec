/**
 * TLS of a server's ports: the sockets beneath it, whose callers are trusted, and what is said in
 * the log of those who are not.
 */
@NullMarked
package dev.isochrone.server.tls;

import org.jspecify.annotations.NullMarked;
