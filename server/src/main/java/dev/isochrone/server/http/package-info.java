/**
 * A server's pages over plain HTTP on loopback: metrics and health, for monitoring and for
 * supervisors. The JDK's own server; nothing else is served.
 */
@NullMarked
package dev.isochrone.server.http;

import org.jspecify.annotations.NullMarked;
