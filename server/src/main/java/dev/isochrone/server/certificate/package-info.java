/**
 * Certificates of a cluster's own making: an authority for its nodes and one for its clients, and
 * what they sign. X.509 as RFC 5280 has it, as little of it as TLS needs.
 */
@NullMarked
package dev.isochrone.server.certificate;

import org.jspecify.annotations.NullMarked;
